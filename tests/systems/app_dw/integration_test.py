"""Looks at the deployed system, which it knows by its stacks and their outputs: cfn-outputs/flat-outputs.json.

  integration_test.py [GROUP]      while the stacks are deployed, to AWS or to a mock of it

GROUP is a class of the modules in deployed/, such as Network. The file of outputs is looked for in the working
directory, in apps/app_dw and in the checkout, unless CFN_OUTPUTS names it. AWS_ENDPOINT_URL names the mock, which no
request from outside reaches: what would answer one is then told from what is deployed (../support/entrance.py). Without
the file nothing is done. Nothing is changed.
"""

import unittest

from deployed.base import Outputs  # noqa: F401
from deployed.data import Buckets, Databases  # noqa: F401
from deployed.delivery import Delivery  # noqa: F401
from deployed.entrance import Entrance, Firewalls  # noqa: F401
from deployed.frontends import Frontends  # noqa: F401
from deployed.monitoring import Monitoring  # noqa: F401
from deployed.network import Network  # noqa: F401
from deployed.services import Services  # noqa: F401
from deployed.users import Users  # noqa: F401

if __name__ == "__main__":
    unittest.main()
