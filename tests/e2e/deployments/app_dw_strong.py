"""app_dw once more, with exports in the place of weak references."""

import dataclasses

from deployments import app_dw

DEPLOYMENT = dataclasses.replace(app_dw.DEPLOYMENT, arguments=app_dw.STRONG)
