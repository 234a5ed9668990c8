"""The custom resource that keeps a terminology of Translate."""

import base64
import unittest

import function_support
from function_support import OTHER_REGION, REGION, Failure

CSV = "en,es,fr\nlesson,lección,leçon\n"
PROPERTIES = {"Name": "app-terms", "Region": REGION, "Csv": CSV}
ID = f"{REGION}/app-terms"


class Terminology(function_support.CustomResourceTest):
    name = "terminology"

    def setUp(self):
        super().setUp()
        self.terms = {}
        self.answers = {"translate:ImportTerminology": self.imported, "translate:DeleteTerminology": self.deleted}

    def imported(self, params):
        self.assertEqual((params["MergeStrategy"], params["TerminologyData"]["Format"]), ("OVERWRITE", "CSV"))
        self.terms[params["Name"]] = base64.b64decode(params["TerminologyData"]["File"]).decode()
        return {}

    def deleted(self, params):
        return {} if self.terms.pop(params["Name"], None) else Failure("ResourceNotFoundException")

    def test_it_is_imported(self):
        answer = self.succeed("Create", PROPERTIES)
        self.assertEqual((answer["PhysicalResourceId"], answer["Data"]), (ID, {"Name": "app-terms"}))
        self.assertEqual(self.terms, {"app-terms": CSV})
        self.assertEqual(self.regions("translate"), {REGION})

    def test_it_may_say_what_it_is(self):
        for properties, description in ((PROPERTIES, "Terms of the lessons"),
                                        ({**PROPERTIES, "Description": "Ours"}, "Ours")):
            self.succeed("Create", properties)
            self.assertEqual(self.of("translate:ImportTerminology")[-1]["Description"], description)

    def test_other_terms_take_the_place_of_the_old_ones(self):
        self.succeed("Create", PROPERTIES)
        self.assertEqual(self.succeed("Update", {**PROPERTIES, "Csv": "en,de\na,b\n"}, ID)["PhysicalResourceId"], ID)
        self.assertEqual(self.terms, {"app-terms": "en,de\na,b\n"})

    def test_another_name_or_region_is_another_terminology(self):
        for change, new_id in (({"Name": "other"}, f"{REGION}/other"),
                               ({"Region": OTHER_REGION}, f"{OTHER_REGION}/app-terms")):
            self.assertEqual(self.succeed("Update", {**PROPERTIES, **change}, ID)["PhysicalResourceId"], new_id)

    def test_the_id_says_what_is_deleted(self):
        self.succeed("Create", PROPERTIES)
        self.calls.clear()
        for _ in range(2):
            self.succeed("Delete", {**PROPERTIES, "Name": "another", "Region": OTHER_REGION}, ID)
        self.assertEqual((self.terms, self.regions("translate")), ({}, {REGION}))

    def test_a_failure_is_answered_with_its_reason_and_the_id(self):
        self.answers["translate:ImportTerminology"] = Failure("InvalidParameterValueException", "line 2 " + "ü" * 5000)
        answer = self.fail_with("^InvalidParameterValueException: .*line 2", "Create", PROPERTIES)
        self.assertEqual(answer["PhysicalResourceId"], ID)
        self.answers["translate:DeleteTerminology"] = Failure("InternalServerException", "down", 500)
        self.fail_with("down", "Delete", PROPERTIES, ID)

    def test_what_is_common(self):
        self.check_what_is_common(PROPERTIES, ID)


if __name__ == "__main__":
    unittest.main()
