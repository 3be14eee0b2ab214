using System.Text.Json;
using Matinee.Testing.Fleet;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Fleet;

/// <summary>A film through workers that have nothing but the server's address.</summary>
public sealed class RemoteWorkerTests
{
    private static readonly Dictionary<string, string?> Quick = new()
    {
        ["MATINEE__TRANSCODING__PRESET"] = "ultrafast",
        ["MATINEE__TRANSCODING__TALLESTRUNG"] = "360",
        ["MATINEE__TRANSCODING__SEGMENTLENGTH"] = "00:00:01",
        ["MATINEE__FLEET__HEARTBEATINTERVAL"] = "00:00:01",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_workers_encode_a_film_and_leave_when_they_are_told()
    {
        await using var stage = await FleetStage.StartAsync(new FleetStageOptions { ServerEnvironment = Quick }, Stop);

        var video = await stage.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), Stop);
        await stage.UntilReadyAsync(video, TimeSpan.FromSeconds(90), Stop);

        var workers = (await stage.AskAsync("/api/workers", Stop)).GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(["worker0", "worker1"], workers.Select(Name));
        Assert.All(workers, worker => Assert.Equal("healthy", worker.GetProperty("status").GetString()));
        Assert.All(workers, worker => Assert.Contains(worker.GetProperty("encoders").EnumerateArray(), e => e.GetProperty("codec").GetString() == "h264"));
        Assert.Equal(0, await stage.Workers[0].StopAsync(Stop));
        Assert.Equal("offline", (await stage.AskAsync("/api/workers", Stop)).GetProperty("items")[0].GetProperty("status").GetString());
    }

    private static string? Name(JsonElement worker) => worker.GetProperty("name").GetString();
}
