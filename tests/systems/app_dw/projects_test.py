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
        # It calls the API of Lang Portal, which has to let it in.
        project(self.system, "lang-portal")["group"]["ingress"].append(
            {"from": "quiz", "port": 8000, "description": "Allow traffic from Quiz Show"})

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

    def test_a_project_without_a_backend(self):
        """A site alone, in a system without databases: no stack is empty, for none such can be deployed."""
        landing = project(self.system, "lang-portal")
        for name in ("backend", "database"):
            del landing[name]
        del landing["pipelines"][1]
        landing["group"]["ingress"] = []
        self.system["projects"] = [landing]
        assembly = self.synthesized()
        self.assertFalse({"LangPortalBackend", "Databases"} & set(assembly.stacks))
        self.assertTrue({"LangPortalFrontend", "LangPortalDelivery"} <= set(assembly.stacks))
        for stack, template in assembly.templates.items():
            self.assertTrue(template.get("Resources"), stack)

    def test_order_does_not_matter_to_names(self):
        self.system["projects"].reverse()
        assembly = self.synthesized()
        self.assertEqual(assembly.stacks, self.standard.stacks)
        for stack in assembly.stacks:
            self.assertEqual(set(assembly.templates[stack]["Resources"]),
                             set(self.standard.templates[stack]["Resources"]))

    def test_secrets_come_from_it(self):
        """A secret more, with which another project's API compares the keys of those who call it."""
        self.system["secrets"].append(
            {"name": "haiku-key", "purpose": "with which projects call haiku", "length": 40, "punctuation": True})
        project(self.system, "haiku")["backend"]["callers_key"] = "haiku-key"
        project(self.system, "writing")["frontend"]["secrets"]["HAIKU_KEY"] = "haiku-key"
        assembly = self.synthesized()
        resources = assembly.templates["Platform"]["Resources"]
        (added,) = set(resources) - set(self.standard.templates["Platform"]["Resources"])
        properties = resources[added]["Properties"]
        self.assertEqual((properties["Name"], properties["Description"]),
                         ("haiku-key", "app-dw: with which projects call haiku"))
        self.assertEqual(properties["GenerateSecretString"]["PasswordLength"], 40)
        self.assertFalse(properties["GenerateSecretString"].get("ExcludePunctuation", False))
        self.assertIn("API_KEY_SECRET_ARN", json.dumps(assembly.templates["HaikuBackend"]))
        self.assertNotIn("API_KEY_SECRET_ARN", json.dumps(self.standard.templates["HaikuBackend"]))
        self.assertIn("HAIKU_KEY", json.dumps(assembly.templates["WritingFrontend"]))

    def test_no_code_knows_a_project(self):
        """Names of projects are in the description alone."""
        names = re.compile("|".join(rf"{word}" for each in DESCRIPTION["projects"]
                                    for word in (each["id"], each["id"].replace("-", "_"), each["stacks"], each["title"])),
                           re.IGNORECASE)
        sources = sorted([*APP_FOLDER.glob("*.cpp"), *APP_FOLDER.glob("*.hpp")])
        self.assertTrue(sources)
        for source in sources:
            self.assertIsNone(names.search(source.read_text(encoding="utf-8")), source.name)

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

    # Where it is wrong, what stands there, and what is said of it: found, and allowed.
    WRONG = (
        ("/domain", "app dw", r'got "app dw"; allowed: a domain'),
        ("/alerts/email", "nobody", r'got "nobody"; allowed: an address'),
        ("/models/text", "", r'got ""; allowed: a text'),
        ("/network/private_subnets", ["10.0.3.0/24"], r"got a list; allowed: .* the 3 zones, not 1$"),
        ("/network/public_subnets", [], r"got an empty list; allowed: .* two or more zones$"),
        ("/secrets/1/name", "jwt-secret", r'got "jwt-secret"; allowed: another secret, .* /secrets/0/name$'),
        ("/secrets/1/name", "database-url", r"allowed: another secret, .* each database$"),
        ("/secrets/1/name", "Key", r'got "Key"; allowed: .*small letters'),
        ("/secrets/0/length", 15, r"got 15; allowed: 16 to 4096$"),
        ("/projects", [], r"got an empty list; allowed: one project or more"),
        ("/projects/1/id", "lang-portal", r'got "lang-portal"; allowed: another id, .* /projects/0/id$'),
        ("/projects/1/id", "", r'got ""; allowed: .*small letters'),
        ("/projects/2/stacks", "Haiku", r'got "Haiku"; allowed: another .*stacks, .* /projects/1/stacks$'),
        ("/projects/1/stacks", "Haiku!", r'got "Haiku!"; allowed: letters and digits'),
        ("/projects/2/host", "haiku", r'got "haiku"; allowed: another host, .* /projects/1/host$'),
        ("/projects/1/host", "auth", r'got "auth"; allowed: another host, .*Authentication$'),
        ("/projects/1/group/name", "alb-sg", r'got "alb-sg"; allowed: another security group, .*Network$'),
        ("/projects/1/group/ingress/0/from", "albert", r'got "albert"; allowed: alb or .*lang-portal, haiku'),
        ("/projects/1/database/name", "hai-ku", r'got "hai-ku"; allowed: letters, digits and underscores'),
        ("/projects/1/database/proxy_group", "haiku-aurora-sg", r"another security group, .*cluster_group$"),
        ("/projects/1/site/bucket", "lang-portal-frontend", r"another bucket, .* /projects/0/site/bucket$"),
        ("/projects/1/site/bucket", "Haiku", r'got "Haiku"; allowed: .*small letters'),
        ("/projects/1/site/media/path", "", r'got ""; allowed: a path'),
        ("/projects/1/site/media/path", "media/*", r"allowed: a path such as /media/\*"),
        ("/projects/1/site/target/priority", 10, r"got 10; allowed: another priority, .* /projects/0/backend"),
        ("/projects/1/site/target/priority", 0, r"got 0; allowed: 1 to 50000"),
        ("/projects/1/backend/name", "lang-portal-api", r"another service, .* /projects/0/backend/name$"),
        ("/projects/1/backend/image", "lang-portal-api", r"another image, .* /projects/0/backend/image$"),
        ("/projects/1/backend/health_path", "health", r'got "health"; allowed: a path'),
        ("/projects/1/backend/target/port", 8001, r"got 8001; allowed: 8000"),
        ("/projects/1/pipelines", [], r"got an empty list; allowed: a pipeline"),
        ("/projects/1/pipelines/1/deploys", "frontend", r'got "frontend"; allowed: what no other pipeline'),
        ("/projects/1/pipelines/1/name", "lang-portal-backend", r"another pipeline, .* /projects/0/pipelines/1/name$"),
        ("/projects/1/pipelines/1/folder", "", r'got ""; allowed: a folder'),
        ("/projects/2/backend/abilities/0", "media", r'got "media"; allowed: .*no site with media'),
        ("/projects/2/backend/abilities/1", "database", r'got "database"; allowed: .*no database'),
        ("/projects/2/backend/secrets/LANG_PORTAL_API_KEY", "database-url",
         r'got "database-url"; allowed: the name of a secret: jwt-secret, lang-portal-api-key$'),
        ("/projects/1/backend/secrets/DATABASE_URL", "key", r'got "key"; allowed: .*: database-url, jwt-secret, '),
        ("/projects/0/backend/callers_key", "database-url", r'got "database-url"; allowed: .*: jwt-secret, '),
        ("/projects/2/backend/calls/LANG_PORTAL_API_URL", "portal", r'got "portal"; allowed: .*lang-portal-api, h'),
        # Calls of those who are not let in would wait in vain.
        ("/projects/2/backend/calls/LANG_PORTAL_API_URL", "haiku-api", r'got "haiku-api"; allowed: .*let "vocab" in'),
    )

    def put(self, place, value):
        """Puts the value at the JSON pointer."""
        *path, last = place[1:].split("/")
        holder = self.system
        for each in path:
            holder = holder[int(each) if isinstance(holder, list) else each]
        holder[int(last) if isinstance(holder, list) else last] = value

    def test_each_is_told_with_its_place(self):
        for place, value, what in self.WRONG:
            with self.subTest(place, value=value):
                self.system = copy.deepcopy(DESCRIPTION)
                self.put(place, value)
                told = self.refused()
                found = [each for each in told.splitlines() if f": {place}: " in each]
                self.assertEqual(len(found), 1, told)
                self.assertRegex(found[0], what)
                self.assertIn(f"{self.folder / 'projects.json'}:{self.line_at(place)}: ", found[0])

    def line_at(self, place):
        """The number of the line where the file has what is at the place: json.dumps gives each value its own."""
        mark = "the place that is looked for"
        self.put(place, mark)
        return self.line(mark)

    def test_a_site_or_a_frontend(self):
        lang_portal, writing = project(self.system, "lang-portal"), project(self.system, "writing")
        writing["site"] = {**lang_portal.pop("site"), "bucket": "writing"}
        told = self.refused()
        self.assertIn(" /projects/0/frontend: missing; allowed: a service, as the project has no site", told)
        self.assertIn(" /projects/3/frontend: got an object; allowed: none, as the project has a site", told)

    def test_types_and_what_they_do_not_say_are_told_together(self):
        """One run tells it all: unknown fields, and what checks refuse."""
        self.system["aliens"] = 1
        self.system["domain"] = "nowhere"
        told = self.refused()
        self.assertRegex(told, r" /aliens: unknown field")
        self.assertRegex(told, r' /domain: got "nowhere"; allowed: a domain')

    def test_a_target_that_the_balancer_cannot_reach(self):
        project(self.system, "writing")["group"]["ingress"][0]["port"] = 80
        self.assertRegex(self.refused(), r' /projects/3/frontend/target: .*does not let "alb" in at port 7860')


if __name__ == "__main__":
    unittest.main()
