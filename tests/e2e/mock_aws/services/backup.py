"""AWS Backup: selections, jobs and recovery points, which moto lacks. A job is done at once."""

import time
import uuid

import moto.backup.urls
from moto.backup.models import backup_backends
from moto.backup.responses import BackupResponse

from .base import add_operations, refusal

Refusal = refusal("backup")


class Backup:
    def __init__(self, account, region):
        self._account, self._region = account, region
        self._backend = backup_backends[account][region]
        self._selections, self._points = {}, {}
        self._settings = {"ResourceTypeOptInPreference": {}, "ResourceTypeManagementPreference": {}}

    def update_region_settings(self, asked):
        for name, preferences in asked.items():
            self._settings[name].update(preferences)
        return {}

    def describe_region_settings(self, _asked):
        return self._settings

    # --- What a plan is for ---

    def create_backup_selection(self, asked):
        plan = self._backend.get_backup_plan(asked["BackupPlanId"], None)
        selection = {"BackupPlanId": plan.backup_plan_id, "SelectionId": str(uuid.uuid4()), "CreationDate": time.time(),
                     "BackupSelection": asked["BackupSelection"]}
        self._selections[selection["SelectionId"]] = selection
        return {name: selection[name] for name in ("SelectionId", "BackupPlanId", "CreationDate")}

    def _selection(self, asked):
        if asked["SelectionId"] not in self._selections:
            raise Refusal("ResourceNotFoundException", f"there is no selection {asked['SelectionId']}")
        return self._selections[asked["SelectionId"]]

    def get_backup_selection(self, asked):
        return self._selection(asked)

    def list_backup_selections(self, asked):
        found = [each for each in self._selections.values() if each["BackupPlanId"] == asked["BackupPlanId"]]
        return {"BackupSelectionsList": [
            {**each, "SelectionName": each["BackupSelection"]["SelectionName"],
             "IamRoleArn": each["BackupSelection"]["IamRoleArn"]} for each in found]}

    def delete_backup_selection(self, asked):
        self._selection(asked)
        del self._selections[asked["SelectionId"]]
        return {}

    # --- What a vault holds ---

    def start_backup_job(self, asked):
        vault = self._backend.describe_backup_vault(asked["BackupVaultName"])
        arn = f"arn:aws:backup:{self._region}:{self._account}:recovery-point:{uuid.uuid4()}"
        self._points[arn] = {
            "RecoveryPointArn": arn, "BackupVaultName": vault.backup_vault_name,
            "BackupVaultArn": vault.backup_vault_arn, "ResourceArn": asked["ResourceArn"],
            "IamRoleArn": asked["IamRoleArn"], "CreationDate": time.time(), "Status": "COMPLETED"}
        vault.num_of_recovery_points += 1
        return {"BackupJobId": str(uuid.uuid4()), "RecoveryPointArn": arn, "CreationDate": time.time()}

    def list_recovery_points_by_backup_vault(self, asked):
        self._backend.describe_backup_vault(asked["BackupVaultName"])
        return {"RecoveryPoints": [each for each in self._points.values()
                                   if each["BackupVaultName"] == asked["BackupVaultName"]]}

    def delete_recovery_point(self, asked):
        if asked["RecoveryPointArn"] not in self._points:
            raise Refusal("ResourceNotFoundException", f"there is no {asked['RecoveryPointArn']}")
        del self._points[asked["RecoveryPointArn"]]
        self._backend.describe_backup_vault(asked["BackupVaultName"]).num_of_recovery_points -= 1
        return {}


def refuse_to_delete_full_vaults():
    """moto deletes a vault with all that it holds."""
    moto_delete = BackupResponse.delete_backup_vault

    def delete_backup_vault(self):
        vault = self.backup_backend.describe_backup_vault(self.path.split("/")[-1])
        if vault.num_of_recovery_points:
            raise Refusal("InvalidRequestException", f"Backup vault {vault.backup_vault_name} is not empty")
        return moto_delete(self)

    BackupResponse.delete_backup_vault = delete_backup_vault


PATHS = ("{0}/account-settings$", "{0}/backup-jobs$",
         "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/$",
         "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/(?P<arn>.+)$")


def install(_add_service):
    add_operations(BackupResponse, Backup)
    moto.backup.urls.url_paths.update(dict.fromkeys(PATHS, BackupResponse.dispatch))
    refuse_to_delete_full_vaults()
