"""Telephone numbers, addresses and postcodes, in one way of writing each.

What is typed is checked for its shape, not for whether it exists: a number that a
library does not know may still be somebody's only one.
"""

from __future__ import annotations

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from concord.people.models import ContactPoint

Kind = ContactPoint.Kind
HOME = "GB"
EXAMPLE = "Write it like 07700 900123, or +353 1 234 5678 from abroad."
LENGTH = f"This number is too short or too long. {EXAMPLE}"
WHOLE = phonenumbers.ValidationResult.IS_POSSIBLE  # not one without its area code
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})")


def checked(kind: str, value: str, postcode: str) -> tuple[str, str]:
    """Value and postcode as they are kept. Raises ValidationError by field."""
    said = " ".join(value.split())
    if not said:
        raise ValidationError({"value": "Enter the number, address or name."})
    if kind not in ContactPoint.PLACES:
        if postcode.strip():
            raise ValidationError({"postcode": "Only a place has a postcode."})
        return _reachable(kind, said), ""
    code = postcode_of(postcode) if postcode.strip() else _within(said)
    return said, code


def telephone(text: str) -> str:
    """A telephone number as it is written here; others with their country.

    Raises ValidationError for what has not the shape of one.
    """
    number = _number(text)
    if number.country_code == phonenumbers.country_code_for_region(HOME):
        return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def postcode_of(text: str) -> str:
    """A postcode in capitals with its space. Raises ValidationError."""
    found = _POSTCODE.fullmatch("".join(text.upper().split()))
    if found is None:
        raise ValidationError(
            {"postcode": f'Postcode: "{text}" is not one. Write it like ZZ1 1ZZ.'}
        )
    return f"{found[1]} {found[2]}"


def masked(kind: str, value: str) -> str:
    """What may stand on a page that others can see: enough to tell two apart."""
    if kind in (Kind.MOBILE, Kind.LANDLINE):
        digits = re.sub(r"\D", "", value)
        return f"ends {digits[-3:]}" if len(digits) > 6 else ""
    if kind == Kind.EMAIL:
        return f"begins {value[:1]}"
    return ""


def _reachable(kind: str, said: str) -> str:
    if kind in (Kind.MOBILE, Kind.LANDLINE):
        _check_sort(kind, said)
        return telephone(said)
    if kind == Kind.EMAIL:
        try:
            validate_email(said)
        except ValidationError:
            raise ValidationError(
                {"value": "E-mail: this is not an e-mail address. Check it."}
            ) from None
        return said.lower()
    return said


def _check_sort(kind: str, text: str) -> None:
    """A text to a landline is read out aloud to whoever picks it up."""
    number = _number(text)
    if kind == Kind.MOBILE and not phonenumbers.is_possible_number_for_type(
        number, PhoneNumberType.MOBILE
    ):
        raise ValidationError({"value": LENGTH})
    if not phonenumbers.is_valid_number(number):
        return  # not known to the library: what the worker says counts
    sort = phonenumbers.number_type(number)
    if kind == Kind.MOBILE and sort == PhoneNumberType.FIXED_LINE:
        raise ValidationError(
            {"value": "Mobile: this is the number of a landline. Choose Landline."}
        )
    if kind == Kind.LANDLINE and sort == PhoneNumberType.MOBILE:
        raise ValidationError(
            {"value": "Landline: this is the number of a mobile. Choose Mobile."}
        )


def _number(text: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(text, HOME)
    except NumberParseException:
        raise ValidationError(
            {"value": f"This is not a telephone number. {EXAMPLE}"}
        ) from None
    if re.search("[a-z]{2}", text, re.IGNORECASE) or number.extension:
        raise ValidationError(
            {"value": f"Only the number: put words into the rule. {EXAMPLE}"}
        )
    if phonenumbers.is_possible_number_with_reason(number) != WHOLE:
        raise ValidationError({"value": LENGTH})
    return number


def _within(address: str) -> str:
    """The postcode that stands in an address, where there is one."""
    found = re.search(rf"\b{_POSTCODE.pattern}\b", address.upper())
    return f"{found[1]} {found[2]}" if found else ""
