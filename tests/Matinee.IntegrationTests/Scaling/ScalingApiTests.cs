using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Scaling;

public sealed class ScalingApiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settings_come_from_the_options_are_changed_in_part_and_survive_a_restart()
    {
        await using var server = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Arguments = ["--workers", "0"],
            Environment = new Dictionary<string, string?> { ["MATINEE__SCALING__MAX"] = "7", ["MATINEE__SCALING__MIN"] = "1" },
        }, Stop);
        using var before = await PutAsync(server, new { });
        using var changed = await PutAsync(server, new { scaleUpAt = 0.9, downCooldownSeconds = 60 });

        await server.RestartAsync(Stop);
        using var after = await PutAsync(server, new { });

        Assert.Equal((0.8, 300), (Number(before, "scaleUpAt"), Number(before, "downCooldownSeconds")));
        foreach (var answer in (JsonDocument[])[changed, after])
            Assert.Equal((0.9, 60, 7, 1), (Number(answer, "scaleUpAt"), Number(answer, "downCooldownSeconds"), Number(answer, "max"), Number(answer, "min")));
        Assert.Equal("processes", Assert.Single(after.RootElement.GetProperty("executors").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task What_does_not_fit_together_is_refused_by_name_and_only_administrators_are_asked()
    {
        await using var server = await MatineeProcess.StartAsync(new MatineeProcessOptions { Arguments = ["--workers", "0"] }, Stop);
        using var admin = await server.CreateAdminClientAsync(Stop);
        using var stranger = server.CreateClient();

        Assert.Equal("min", await RefusedAsync(admin.PutAsJsonAsync("/api/scaling", new { min = 20 }, Stop)));
        Assert.Equal("scaleDownAt", await RefusedAsync(admin.PutAsJsonAsync("/api/scaling", new { scaleDownAt = 0.8 }, Stop)));
        Assert.Equal("scaleUpAt", await RefusedAsync(admin.PutAsJsonAsync("/api/scaling", new { scaleUpAt = 1e300 }, Stop)));
        Assert.Equal("upCooldownSeconds", await RefusedAsync(admin.PutAsJsonAsync("/api/scaling", new { upCooldownSeconds = -1e300 }, Stop)));
        Assert.Equal("executor", await RefusedAsync(admin.PutAsJsonAsync("/api/scaling", new { executor = "kubernetes" }, Stop)));
        Assert.Equal("count", await RefusedAsync(admin.PostAsJsonAsync("/api/workers", new { count = 0 }, Stop)));
        Assert.Equal("count", await RefusedAsync(admin.PostAsJsonAsync("/api/workers", new { }, Stop)));
        Assert.Equal("count", await RefusedAsync(admin.PostAsJsonAsync("/api/workers", new { count = 99 }, Stop)));
        using var unasked = await stranger.GetAsync("/api/scaling", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, unasked.StatusCode);
    }

    private static async Task<JsonDocument> PutAsync(MatineeProcess server, object body)
    {
        using var admin = await server.CreateAdminClientAsync(Stop);
        using var answer = await admin.PutAsJsonAsync("/api/scaling", body, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text);
    }

    private static async Task<string> RefusedAsync(Task<HttpResponseMessage> request)
    {
        using var answer = await request;
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return Assert.Single(problem.RootElement.GetProperty("errors").EnumerateObject()).Name;
    }

    private static double Number(JsonDocument answer, string name) => answer.RootElement.GetProperty(name).GetDouble();
}
