using Matinee.Adapters.Kubernetes;
using Matinee.App.Scaling;
using Matinee.Testing.Faults;
using Matinee.Testing.Kubernetes;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Kubernetes;

/// <summary>Every request of these tests is held against the OpenAPI file that Kubernetes publishes.</summary>
public sealed class DeploymentWorkersTests(PublishedSchema schema) : IClassFixture<PublishedSchema>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_are_started_listed_and_stopped_as_published()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);
        var workers = stage.Deployment();

        Assert.Empty(await workers.ListAsync(Stop));
        await workers.EnsureAsync(3, Stop);
        await workers.EnsureAsync(3, Stop);
        var started = await workers.ListAsync(Stop);
        await workers.StopAsync(started[1].Name, 2, Stop);
        await workers.StopAsync(started[1].Name, 2, Stop);

        Assert.Equal(3, started.Count);
        Assert.Equal([started[0], started[2]], await workers.ListAsync(Stop));
        Assert.Equal(2, stage.StandIn.Cluster.Replicas);
        Assert.Contains(stage.StandIn.Requests, r => r.StartsWith("PATCH /api/v1/namespaces/films/pods/", StringComparison.Ordinal));
        Assert.Empty(stage.StandIn.Violations);
    }

    [Fact]
    public async Task A_server_that_starts_again_finds_what_the_last_one_started()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);
        await stage.Deployment().EnsureAsync(2, Stop);

        var successor = stage.Deployment();
        var found = await successor.ListAsync(Stop);
        await successor.EnsureAsync(2, Stop);

        Assert.Equal(2, found.Count);
        Assert.Equal(found, await successor.ListAsync(Stop));
    }

    [Fact]
    public async Task Replicas_that_have_no_pod_yet_are_on_their_way()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);
        stage.StandIn.Cluster.ControllerRuns = false;

        await stage.Deployment().EnsureAsync(2, Stop);

        Assert.All(await stage.Deployment().ListAsync(Stop), worker => Assert.NotNull(worker.Trouble));
        Assert.Equal(2, (await stage.Deployment().ListAsync(Stop)).Count);
    }

    [Fact]
    public async Task A_conflict_is_read_again_and_loses_nothing()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);
        stage.StandIn.Cluster.Scale(1);
        stage.Between(request => request.StartsWith("GET", StringComparison.Ordinal) && request.EndsWith("/scale", StringComparison.Ordinal), () => stage.StandIn.Cluster.Scale(4));

        await stage.Deployment().EnsureAsync(3, Stop);

        Assert.Equal(4, stage.StandIn.Cluster.Replicas);
        Assert.Empty(stage.StandIn.Violations);
    }

    [Fact]
    public async Task A_busy_server_is_waited_for_as_long_as_it_asks()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);
        stage.StandIn.Fail(429, "TooManyRequests", "too many requests, please try again later", retryAfter: "1");
        stage.StandIn.Fail(503, "ServiceUnavailable", "apiserver is shutting down");
        var started = TimeProvider.System.GetTimestamp();

        await stage.Deployment().EnsureAsync(1, Stop);

        Assert.Equal(1, stage.StandIn.Cluster.Replicas);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromSeconds(1.2), Soak.Limit(TimeSpan.FromSeconds(8)));
        Assert.Empty(stage.StandIn.Violations);
    }

    [Fact]
    public async Task What_is_forbidden_says_what_to_grant()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);
        const string Said = "deployments.apps \"matinee-worker\" is forbidden: User \"system:serviceaccount:films:matinee\" cannot get resource \"deployments/scale\" in API group \"apps\" in the namespace \"films\"";
        stage.StandIn.Fail(403, "Forbidden", Said);

        var error = await Assert.ThrowsAsync<ExecutorException>(() => stage.Deployment().EnsureAsync(1, Stop));

        Assert.Contains(Said, error.Message, StringComparison.Ordinal);
        Assert.Contains("Role of deploy/kubernetes/worker.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_and_a_deployment_that_is_missing_say_so()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);

        var missing = await Assert.ThrowsAsync<ExecutorException>(() => new DeploymentWorkers(stage.Api, "other", 1, TimeProvider.System).ListAsync(Stop));
        stage.StandIn.Token = "second-token";
        var refused = await Assert.ThrowsAsync<ExecutorException>(() => stage.Deployment().ListAsync(Stop));

        Assert.Contains("Kubernetes:Deployment", missing.Message, StringComparison.Ordinal);
        Assert.Contains(stage.TokenFile, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_comes_ends_the_wait()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);
        var workers = stage.Deployment();
        await workers.ListAsync(Stop);

        var changed = workers.ChangedAsync(Stop);
        Assert.NotSame(changed, await Task.WhenAny(changed, Task.Delay(300, Stop)));
        stage.StandIn.Cluster.Scale(1);

        await changed.WaitAsync(Patient.Limit, Stop);
        Assert.Empty(stage.StandIn.Violations);
    }

    [Fact]
    public async Task The_authority_is_the_given_one_and_no_other()
    {
        using var certificates = new TestAuthority();
        await using var stage = await ClusterStage.OpenAsync(schema.Api, certificates.Server, certificates.AuthorityFile);
        using var stranger = new TestAuthority();
        using var distrusting = new ClusterApi(stage.Api.Access with { AuthorityFile = stranger.AuthorityFile }, TimeProvider.System);

        await stage.Deployment().EnsureAsync(1, Stop);
        var refused = await Assert.ThrowsAsync<ExecutorException>(() => new DeploymentWorkers(distrusting, ClusterStandIn.Deployment, 1, TimeProvider.System).ListAsync(Stop));

        Assert.Equal("https", stage.StandIn.Address.Scheme);
        Assert.Contains("cannot be reached", refused.Message, StringComparison.Ordinal);
    }
}
