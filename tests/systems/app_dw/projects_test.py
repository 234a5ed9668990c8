"""All of the system comes from apps/app_dw/projects.json: what is added there appears, and mistakes are told all at
once.

  projects_test.py
"""

import copy
import json
import pathlib
import re
import tempfile
import unittest

from template_support import APP_FOLDER, Assembly, run_app

DESCRIPTION = json.loads((APP_FOLDER / "projects.json").read_text(encoding="utf-8"))


def project(system, name):
    (found,) = [each for each in system["projects"] if each["id"] == name]
    return found


class ProjectsTest(unittest.TestCase):
    """A test of what becomes of another description."""

    @classmethod
    def setUpClass(cls):
        cls.standard = Assembly()
        cls.addClassCleanup(cls.standard.temporary.cleanup)

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="tenon-app-dw-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.system = copy.deepcopy(DESCRIPTION)

    def written(self, text=None):
        """The file with the description, in lines as people write them."""
        file = self.folder / "projects.json"
        file.write_text(text if text is not None else json.dumps(self.system, indent=2), encoding="utf-8")
        return file

    def synthesized(self):
        assembly = Assembly("--context", f"projects={self.written()}")
        self.addCleanup(assembly.temporary.cleanup)
        self.assertEqual(assembly.meaning.problems, [])
        return assembly

    def refused(self, text=None):
        """What the app says of a description that is wrong. It writes nothing."""
        output = self.folder / "cdk.out"
        done = run_app("synth", "-o", output, "--context", f"projects={self.written(text)}")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertFalse(output.exists())
        self.assertEqual(done.stdout, "")
        self.assertIn("invalid-configuration", done.stderr)
        return done.stderr

    def line(self, text):
        """The number of the only line that has this text."""
        (found,) = [number for number, line in enumerate(self.written().read_text(encoding="utf-8").splitlines(), 1)
                    if text in line]
        return found


class Description(ProjectsTest):
    def test_the_executable_carries_it(self):
        """Run from anywhere it writes what it writes from the file."""
        self.assertEqual(self.synthesized().templates, self.standard.templates)

    def types(self, assembly, stack):
        return sorted(each["Type"] for each in assembly.templates[stack]["Resources"].values())

    def fifth(self):
        """A project like Writing Practice, with names of its own."""
        text = json.dumps(project(self.system, "writing"))
        text = text.replace("Writing Practice", "Quiz Show").replace("writing-practice", "quiz-show").replace("Writing",
                                                                                                              "Quiz")
        added = json.loads(text.replace("writing", "quiz"))
        added["frontend"]["target"]["priority"] = 70
        self.system["projects"].append(added)

    def test_a_fifth_project_appears(self):
        self.fifth()
        assembly = self.synthesized()
        new = sorted(set(assembly.stacks) - set(self.standard.stacks))
        like = sorted(stack for stack in self.standard.stacks if "Writing" in stack)
        self.assertEqual(new, [stack.replace("Writing", "Quiz") for stack in like])
        self.assertGreaterEqual(len(new), 2)
        self.assertEqual(set(self.standard.stacks) - set(assembly.stacks), set())
        for stack, model in zip(new, like):
            self.assertEqual(self.types(assembly, stack), self.types(assembly, model))
        text = json.dumps(assembly.templates)
        for name in ("quiz.app-dw.net", "aws/quiz-show-frontend/**/*", "quiz-show-sg"):
            self.assertIn(name, text)
            self.assertNotIn(name, json.dumps(self.standard.templates))

    def test_the_others_stay_as_they_are(self):
        """A stack of a project changes by nothing that another project needs; shared ones only get more."""
        self.fifth()
        assembly = self.synthesized()
        for stack in self.standard.stacks:
            before, after = self.standard.templates[stack], assembly.templates[stack]
            with self.subTest(stack):
                self.assertLessEqual(set(before["Resources"]), set(after["Resources"]))
                if any(name in stack for name in ("LangPortal", "Haiku", "Vocab", "Writing")):
                    self.assertEqual(before["Resources"], after["Resources"])

    def test_a_project_goes(self):
        self.system["projects"] = [each for each in self.system["projects"] if each["id"] != "haiku"]
        assembly = self.synthesized()
        gone = set(self.standard.stacks) - set(assembly.stacks)
        self.assertEqual(gone, {stack for stack in self.standard.stacks if "Haiku" in stack})
        self.assertGreaterEqual(len(gone), 3)
        self.assertEqual(set(assembly.stacks) - set(self.standard.stacks), set())
        self.assertNotIn("haiku", json.dumps(assembly.templates).lower())

    def test_order_does_not_matter_to_names(self):
        self.system["projects"].reverse()
        assembly = self.synthesized()
        self.assertEqual(assembly.stacks, self.standard.stacks)
        for stack in assembly.stacks:
            self.assertEqual(set(assembly.templates[stack]["Resources"]),
                             set(self.standard.templates[stack]["Resources"]))

    def test_figures_come_from_it(self):
        project(self.system, "haiku")["backend"]["port"] = 9000
        project(self.system, "haiku")["backend"]["target"]["port"] = 9000
        project(self.system, "haiku")["group"]["ingress"][0]["port"] = 9000
        self.system["domain"] = "example.org"
        text = json.dumps(self.synthesized().templates)
        self.assertIn("http://localhost:9000/health", text)
        self.assertIn("haiku.example.org", text)
        self.assertNotIn("app-dw.net", re.sub(r"operations@app-dw\.net", "", text))


class Mistakes(ProjectsTest):
    def make_mistakes(self):
        """One of each kind, in different places."""
        haiku, vocab = project(self.system, "haiku"), project(self.system, "vocab")
        haiku["backend"]["health_pth"] = haiku["backend"].pop("health_path")  # unknown, and missing
        vocab["backend"]["port"] = "eight thousand"  # of another type
        vocab["frontend"]["target"]["sign_in"] = "sesion"  # no word of the enumeration
        vocab["backend"]["abilities"] = ["text-model", "speach"]
        del project(self.system, "writing")["host"]

    def test_all_are_told_at_once(self):
        self.make_mistakes()
        told = self.refused()
        file = self.folder / "projects.json"
        for place, what, line in (
                ("/projects/1/backend/health_pth", r"unknown.*did you mean health_path\?", '"health_pth"'),
                ("/projects/1/backend/health_path", r"missing", None),
                ("/projects/2/backend/port", r"eight thousand", '"eight thousand"'),
                ("/projects/2/frontend/target/sign_in", r"sesion.*allowed.*\bsession\b", '"sesion"'),
                ("/projects/2/backend/abilities/1", r"speach.*allowed.*\bspeech\b", '"speach"'),
                ("/projects/3/host", r"missing", None)):
            with self.subTest(place):
                found = [each for each in told.splitlines() if f" {place}: " in each]
                self.assertEqual(len(found), 1, told)
                self.assertRegex(found[0], what)
                number = rf"{self.line(line)}" if line else r"\d+"
                self.assertRegex(found[0], rf"{re.escape(str(file))}:{number}: ")

    def test_what_is_allowed_is_said(self):
        self.make_mistakes()
        told = self.refused()
        for place, allowed in (("/projects/2/backend/port", "65535"), ("/projects/2/frontend/target/sign_in", "token"),
                               ("/projects/3/host", "text")):
            (found,) = [each for each in told.splitlines() if f" {place}: " in each]
            self.assertIn(allowed, found)

    def test_no_json(self):
        self.assertRegex(self.refused('{"domain": "app-dw.net",\n  "network": }'), r"projects\.json:2")

    def test_no_file(self):
        done = run_app("synth", "-o", self.folder / "cdk.out", "--context", "projects=nowhere.json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere.json", done.stderr)
        self.assertFalse((self.folder / "cdk.out").exists())

    def test_parts_that_do_not_fit_together(self):
        """What no type says: all of it is told, too."""
        haiku, vocab = project(self.system, "haiku"), project(self.system, "vocab")
        del haiku["database"]
        vocab["backend"]["calls"] = {"LANG_PORTAL_API_URL": "lang-portal-apy"}
        vocab["frontend"]["target"]["priority"] = 10
        vocab["group"]["ingress"][0]["from"] = "albert"
        told = self.refused()
        for word in ("lang-portal-apy", "albert", "priority", "database"):
            self.assertIn(word, told)
        for name in ("haiku", "vocab"):
            self.assertIn(name, told)

    def test_stacks_that_are_called_alike(self):
        project(self.system, "haiku")["stacks"] = "Vocab"
        self.assertIn("stacks", self.refused())


if __name__ == "__main__":
    unittest.main()
