import { assertEquals } from "@std/assert";
import {
  isPersonal,
  tellsOfPeople,
} from "../../../src/export/slice/personal_words.ts";

Deno.test("isPersonal() finds whole words in snake_case and camelCase", () => {
  const personal = [
    ..."mail email e_mail eMail e-mail contact_email google_email_address"
      .split(" "),
    ..."phone telephone phone_number cellPhone mobile_phone fax".split(" "),
    ..."dob birth birthday birth_date date_of_birth dateOfBirth".split(" "),
    ..."address home_address postalAddress address_line_2".split(" "),
    ..."password passwd pass_phrase passphrase PASSWORD".split(" "),
    ..."handle twitter_handle orcid orcid_id ORCID author_orcid".split(" "),
    ..."user user_name username dj_user google_user_name login".split(" "),
    ..."first_name lastName full_name surname nickname".split(" "),
    ..."lab_member lab_member_name experimenter investigator_name author".split(
      " ",
    ),
  ];
  assertEquals(personal.filter((name) => !isPersonal(name)), []);
});

Deno.test("isPersonal() and tellsOfPeople() leave words alone that only hold such words", () => {
  const other = [
    ..."microphone phoneme_id doberman birth_weight ip_address mac_address"
      .split(" "),
    ..."filter_high_pass pass_band low_pass bypass mailing_count".split(" "),
    ..."filename file_handler object_handle user_defined authority".split(" "),
    ..."name electrode_name camera_name task_name contacts team_name".split(
      " ",
    ),
    ..."nwb_file_name ownership remember_me superuser_count".split(" "),
  ];
  assertEquals(other.filter(isPersonal), []);
  const tables = [
    ..."electrode #task _session user_environment accounting membership".split(
      " ",
    ),
    ..."personality stafford contact_vector sorted_spikes_group__units".split(
      " ",
    ),
  ];
  assertEquals(tables.filter(tellsOfPeople), []);
});

Deno.test("tellsOfPeople() finds tables of people, one or several", () => {
  const tables = [
    ..."people person persons account accounts user users member".split(" "),
    ..."#lab_member lab_member__lab_member_info _experimenters labMember".split(
      " ",
    ),
    ..."lab_team__lab_team_member staff authors patient".split(" "),
  ];
  assertEquals(tables.filter((name) => !tellsOfPeople(name)), []);
});
