using System.Diagnostics;
using System.Text.Json;
using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Kubernetes;

/// <summary>The judge itself: it must object to what is wrong, or its silence about us means nothing.</summary>
public sealed class PublishedApiTests(PublishedSchema schema, ITestOutputHelper output) : IClassFixture<PublishedSchema>
{
    private const string Scale = "/apis/apps/v1/namespaces/films/deployments/matinee-worker/scale";
    private const string Pods = "/api/v1/namespaces/films/pods";
    private const string Jobs = "/apis/batch/v1/namespaces/films/jobs";

    [Theory]
    [InlineData("PUT", Scale, "", "application/json", """{"apiVersion":"autoscaling/v1","kind":"Scale","spec":{"replicas":3}}""", null)]
    [InlineData("PUT", Scale + "s", "", "application/json", "{}", "no path")]
    [InlineData("POST", Scale, "", "application/json", "{}", "does not take POST")]
    [InlineData("PUT", Scale, "", "application/json", """{"spec":{"replica":3}}""", "$.spec.replica is no such property")]
    [InlineData("PUT", Scale, "", "application/json", """{"spec":{"replicas":"3"}}""", "$.spec.replicas is an integer")]
    [InlineData("PUT", Scale, "", null, "", "the body is missing")]
    [InlineData("GET", Pods, "labels=a", null, "", "no query parameter labels")]
    [InlineData("GET", Pods, "limit=many", null, "", "limit is an integer")]
    [InlineData("GET", Pods, "watch=1", null, "", "watch is true or false")]
    [InlineData("GET", Pods, "watch=true", null, "", null)]
    [InlineData("PATCH", Pods + "/a", "", "application/json", "{}", "content type")]
    [InlineData("PATCH", Pods + "/a", "", "application/merge-patch+json", """{"metadata":{"annotations":{"a":1}}}""", "$.metadata.annotations.a is String")]
    [InlineData("PATCH", Pods + "/a", "", "application/merge-patch+json", """{"metadata":{"annotations":{"a":"1"}}}""", null)]
    [InlineData("POST", Jobs, "", "application/json", """{"metadata":{"name":"a"},"spec":{}}""", "$.spec.template is missing")]
    [InlineData("POST", Jobs, "", "application/json", """{"spec":{"template":{"spec":{"containers":[{"image":"a"}]}}}}""", "$.spec.template.spec.containers[0].name is missing")]
    [InlineData("DELETE", Jobs + "/a", "propagation=Background", null, "", "no query parameter propagation")]
    public void It_objects_to_what_is_not_as_published(string method, string path, string query, string? type, string body, string? objection)
    {
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(q => q.Split('=')).ToDictionary(q => q[0], q => q[1]);

        var wrong = schema.Api.CheckRequest(method, path, parameters, type, body);

        if (objection is null)
            Assert.Empty(wrong);
        else
            Assert.Contains(wrong, w => w.Contains(objection, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_manifest_of_the_workers_is_as_published()
    {
        output.WriteLine($"Kubernetes {schema.Api.Version}");
        var manifests = await ReadYamlAsync(Path.Combine(MatineeProcess.RepositoryRoot(), "deploy/kubernetes/worker.yaml"));

        Assert.Equal(["Deployment", "ServiceAccount", "Role", "RoleBinding"], manifests.EnumerateArray().Select(m => m.GetProperty("kind").GetString()));
        Assert.Empty(manifests.EnumerateArray().SelectMany(schema.Api.CheckObject));
    }

    [Fact]
    public void It_objects_to_a_manifest_that_misspells()
    {
        using var wrong = JsonDocument.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replica":1,"selector":{},"template":{}}}""");
        using var unknown = JsonDocument.Parse("""{"apiVersion":"apps/v7","kind":"Deployment"}""");

        Assert.Equal(["$.spec.replica is no such property"], schema.Api.CheckObject(wrong.RootElement));
        Assert.Single(schema.Api.CheckObject(unknown.RootElement));
    }

    // The reader of YAML that comes with the package of the schema.
    private static async Task<JsonElement> ReadYamlAsync(string file)
    {
        const string Script = "process.stdout.write(JSON.stringify(require('js-yaml').safeLoadAll(require('fs').readFileSync(process.argv[1], 'utf8'))))";
        var start = new ProcessStartInfo("node", ["-e", Script, file])
        {
            WorkingDirectory = Path.Combine(MatineeProcess.RepositoryRoot(), "tests/servers"), RedirectStandardOutput = true,
        };
        using var node = new Process { StartInfo = start };
        node.Start();
        var text = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
