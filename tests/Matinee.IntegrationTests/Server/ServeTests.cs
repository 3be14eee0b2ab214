using System.Diagnostics;
using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Server;

public sealed class ServeTests
{
    [Fact]
    public async Task A_stopped_server_ends_with_zero_within_its_grace()
    {
        await using var server = await MatineeProcess.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        var started = Stopwatch.GetTimestamp();
        var code = await server.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, code);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), server.Output);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_says_who_has_it()
    {
        await using var server = await MatineeProcess.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => MatineeProcess.StartAsync(
            new MatineeProcessOptions { DataFolder = server.DataFolder }, TestContext.Current.CancellationToken));

        Assert.Contains($"Another Matinee (process {server.Id}) is using {server.DataFolder}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_server_starts_again_on_its_folder()
    {
        await using var server = await MatineeProcess.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        server.Kill();
        await server.RestartAsync(TestContext.Current.CancellationToken);

        Assert.False(server.HasExited);
    }

    [Fact]
    public async Task The_secret_is_readable_by_its_owner_alone()
    {
        await using var server = await MatineeProcess.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(server.DataFolder, "secret")));
    }
}
