"""The Kubernetes manifests follow Kubernetes' schemas, go together, and are locked down."""

from __future__ import annotations

from typing import Any

import kubernetes_validate
import pytest
import yaml

from office.settings import ROOT, SETTINGS

FOLDER = ROOT / "deploy" / "kubernetes"
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text("utf-8"))
DOCUMENTS: list[dict[str, Any]] = [
    document
    for name in KUSTOMIZATION["resources"]
    for document in yaml.safe_load_all((FOLDER / name).read_text("utf-8"))
]


def named(document: dict[str, Any]) -> str:
    return f"{document['kind']} {document['metadata']['name']}"


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [document for document in DOCUMENTS if document["kind"] in kinds]


PODS = {named(each): each["spec"]["template"] for each in of_kind("Deployment", "StatefulSet", "Job")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_it_follows_the_schema(document: dict[str, Any]):
    kubernetes_validate.validate(document, "1.28", strict=True)


def test_every_file_is_applied():
    kept_out = {"kustomization.yaml", "secret.example.yaml"}
    assert {file.name for file in FOLDER.glob("*.yaml")} - kept_out == set(KUSTOMIZATION["resources"])


@pytest.mark.parametrize("name", PODS)
def test_pods_run_without_rights_on_a_read_only_system_within_limits(name: str):
    spec = PODS[name]["spec"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(container["resources"]) == {"requests", "limits"}
        assert container["resources"]["limits"]["memory"]
        writable = {mount["name"] for mount in container["volumeMounts"]}
        given = {volume["name"] for volume in spec["volumes"]}
        assert writable - given <= {"state"}  # Rasa's spool has a disk of its own


@pytest.mark.parametrize("name", [name for name in PODS if not name.startswith("Job")])
def test_everything_that_serves_says_when_it_lives_and_when_it_is_ready(name: str):
    (container,) = PODS[name]["spec"]["containers"]
    ports = {port["name"] for port in container["ports"]}
    for probe in ("livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] in ports


def test_services_find_the_pods_they_are_meant_for():
    labels = [PODS[name]["metadata"]["labels"] for name in PODS]
    for service in of_kind("Service", "PodDisruptionBudget"):
        selector = service["spec"]["selector"]
        selector = selector.get("matchLabels", selector)
        assert sum(selector.items() <= each.items() for each in labels) == 1, named(service)


def test_the_doors_lead_to_channels_and_console_only():
    backends = {
        path["backend"]["service"]["name"]
        for ingress in of_kind("Ingress")
        for rule in ingress["spec"]["rules"]
        for path in rule["http"]["paths"]
    }
    assert backends == {"channels", "console"}
    for ingress in of_kind("Ingress"):
        assert ingress["spec"]["tls"]


def test_rasa_is_reached_by_channels_only_and_actions_by_rasa_only():
    policies = {each["metadata"]["name"]: each["spec"] for each in of_kind("NetworkPolicy")}
    assert policies["nobody"] == {"podSelector": {}, "policyTypes": ["Ingress"]}
    for name, door in (("rasa-from-channels", "channels"), ("actions-from-rasa", "rasa")):
        (rule,) = policies[name]["ingress"]
        assert [each["podSelector"]["matchLabels"]["part"] for each in rule["from"]] == [door]


def test_every_setting_exists_and_no_secret_stands_in_the_open():
    settings = {setting.name: setting for setting in SETTINGS}
    (given,) = of_kind("ConfigMap")
    for name in given["data"]:
        assert name in settings
        assert not settings[name].secret
    secret = yaml.safe_load((FOLDER / "secret.example.yaml").read_text("utf-8"))
    assert set(secret["stringData"]) <= set(settings)
    assert "secret.example.yaml" not in KUSTOMIZATION["resources"]
