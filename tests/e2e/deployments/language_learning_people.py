"""Who uses language_learning: a student and an editor, signed in at the deployed user pool by its client."""

import base64
import dataclasses
import json

from deployments.outside import sign_in

PASSWORD = "Buenos-Dias-1"


@dataclasses.dataclass(frozen=True)
class Person:
    id: str
    email: str
    phone: str
    token: str


def person(cloud, outputs, email, phone, groups=()):
    """A user whose address and number are verified, signed in."""
    idp, pool = cloud.client("cognito-idp"), outputs["UserPoolId"]
    attributes = {"email": email, "email_verified": "true", "phone_number": phone, "phone_number_verified": "true"}
    idp.admin_create_user(UserPoolId=pool, Username=email, MessageAction="SUPPRESS", UserAttributes=[
        {"Name": name, "Value": value} for name, value in attributes.items()])
    idp.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
    for group in groups:
        idp.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)
    token = sign_in(cloud, outputs["UserPoolClientId"], email)["IdToken"]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return Person(claims["sub"], email, phone, token)


def student_and_editor(cloud, outputs):
    return (person(cloud, outputs, "student@example.org", "+15555550101"),
            person(cloud, outputs, "editor@example.org", "+15555550102", groups=("editors",)))
