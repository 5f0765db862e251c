"""Weights and ages as people write them, and as archives do."""

import re

# An amount or a range of amounts, and what may be a unit. A comma means thousands to some and a fraction to others.
WEIGHT = re.compile(
    r"(?P<amount>[~<>]?\d+(?:\.\d*)?(?:e[+-]?\d+)?(?:\s*(?:-|–|to)\s*\d+(?:\.\d*)?)?)\s*(?P<unit>[a-zµμ]+)?\.?",
    re.IGNORECASE,
)
SPELLINGS = {
    "g": ("g", "gr", "gm", "gms", "gram", "grams", "gramme", "grammes"),
    "kg": ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"),
    "mg": ("mg", "mgs", "milligram", "milligrams", "milligramme", "milligrammes"),
    "ug": ("ug", "µg", "μg", "mcg", "microgram", "micrograms", "microgramme", "microgrammes"),
    "ng": ("ng", "nanogram", "nanograms", "nanogramme", "nanogrammes"),
    "pg": ("pg", "picogram", "picograms", "picogramme", "picogrammes"),
}
GRAMS = {spelling: unit for unit, spellings in SPELLINGS.items() for spelling in spellings}

# As ISO 8601 writes it: the larger unit first, each once.
NUMBER = r"\d+(?:\.\d+)?"
DURATION = rf"P(?=[\dT])(?:{NUMBER}Y)?(?:{NUMBER}M)?(?:{NUMBER}W)?(?:{NUMBER}D)?" + (
    rf"(?:T(?=\d)(?:{NUMBER}H)?(?:{NUMBER}M)?(?:{NUMBER}S)?)?"
)
AGE = re.compile(rf"{DURATION}(?:/(?:{DURATION})?)?")
UNITS = {"day": "D", "d": "D", "week": "W", "w": "W", "month": "M", "year": "Y", "y": "Y"}
