using System.Net;
using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Server;

public sealed class RoleTests
{
    [Fact]
    public async Task Without_the_api_there_are_only_the_probes_and_the_metrics()
    {
        await using var server = await MatineeProcess.StartAsync(
            new MatineeProcessOptions { Arguments = ["--roles", "coordinator,worker"] }, TestContext.Current.CancellationToken);
        using var client = server.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, "/api/videos"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, "/openapi/v1.json"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, "/"));
    }

    [Fact]
    public async Task Without_the_web_there_are_no_pages()
    {
        await using var server = await MatineeProcess.StartAsync(
            new MatineeProcessOptions { Arguments = ["--roles", "api,coordinator"] }, TestContext.Current.CancellationToken);
        using var client = server.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/api/videos"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, "/"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
