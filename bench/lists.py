"""What `plan` lists on an idle cluster, by the Python client of Kubernetes. bench/start runs it."""
from kubernetes import client, config

config.load_kube_config()
core = client.CoreV1Api()
snapshots = client.CustomObjectsApi()
group, version = "snapshot.storage.k8s.io", "v1"
for name in (
    [each.metadata.name for each in core.list_persistent_volume_claim_for_all_namespaces().items]
    + [each.metadata.name for each in core.list_persistent_volume().items]
    + [each["metadata"]["name"] for each in snapshots.list_cluster_custom_object(group, version, "volumesnapshots")["items"]]
    + [each["metadata"]["name"] for each in snapshots.list_cluster_custom_object(group, version, "volumesnapshotclasses")["items"]]
):
    print(name)
