"""What comes from outside AWS: images that Docker pushes, people who sign in with a browser."""

import json

DIGEST = "sha256:" + 64 * "0"


def push_image(cloud, repository):
    """`docker push` of an image named latest, without layers: nobody pulls it here."""
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "layers": [],
                "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": len(repository),
                           "digest": DIGEST}}
    cloud.client("ecr").put_image(repositoryName=repository, imageManifest=json.dumps(manifest), imageTag="latest")
    cloud.count("images pushed")


def sign_in(cloud, client_id, username):
    """The user's tokens. A browser sends only a proof that it knows the password (SRP); the mock takes any."""
    pools = cloud.client("cognito-idp")
    challenge = pools.initiate_auth(ClientId=client_id, AuthFlow="USER_SRP_AUTH",
                                    AuthParameters={"USERNAME": username, "SRP_A": "a" * 96})
    answer = pools.respond_to_auth_challenge(
        ClientId=client_id, ChallengeName=challenge["ChallengeName"], ChallengeResponses={
            "USERNAME": username, "PASSWORD_CLAIM_SECRET_BLOCK": challenge["ChallengeParameters"]["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": "signature", "TIMESTAMP": "Sat Jan 3 12:00:00 UTC 2026"})
    return answer["AuthenticationResult"]
