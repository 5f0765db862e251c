/** A process that holds credentials, which it names, until it is killed: run by `client_credentials_test.ts`. */
import { clientCredentials } from "../../../src/export/script/client_credentials.ts";

const { path } = await clientCredentials({ user: "lab", password: "secret" });
console.log(path);
setInterval(() => {}, 1000);
