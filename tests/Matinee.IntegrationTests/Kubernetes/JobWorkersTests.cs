using Xunit;

namespace Matinee.IntegrationTests.Kubernetes;

public sealed class JobWorkersTests(PublishedSchema schema) : IClassFixture<PublishedSchema>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_burst_is_a_job_a_task_and_finished_ones_do_not_count()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);
        var workers = stage.Jobs();

        await workers.EnsureAsync(3, Stop);
        var started = await workers.ListAsync(Stop);
        stage.StandIn.Cluster.Finish(started[0].Name);
        var left = await workers.ListAsync(Stop);
        await workers.StopAsync(left[0].Name, 1, Stop);
        await workers.StopAsync(left[0].Name, 1, Stop);

        Assert.Equal(3, started.Count);
        Assert.Equal(2, left.Count);
        Assert.Equal([left[1]], await workers.ListAsync(Stop));
        Assert.Empty(stage.StandIn.Violations);
    }

    [Fact]
    public async Task The_pod_is_that_of_the_deployment_with_one_task_to_do_and_a_name_of_its_own()
    {
        await using var stage = await ClusterStage.OpenAsync(schema.Api);

        await stage.Jobs().EnsureAsync(1, Stop);

        var job = Assert.Single(stage.StandIn.Cluster.Jobs);
        var pod = job["spec"]!["template"]!["spec"]!; // the schema was checked
        Assert.Equal("Never", pod["restartPolicy"]!.GetValue<string>());
        Assert.Equal(["worker", "--coordinator", "http://matinee:8080", "--once"], pod["containers"]![0]!["args"]!.AsArray().GetValues<string>());
        var variable = Assert.Single(pod["containers"]![0]!["env"]!.AsArray());
        Assert.Equal(("NODE_NAME", job["metadata"]!["name"]!.GetValue<string>()), (variable!["name"]!.GetValue<string>(), variable["value"]!.GetValue<string>()));
        Assert.Null(job["spec"]!["template"]!["metadata"]!["labels"]!["app"]);
    }
}
