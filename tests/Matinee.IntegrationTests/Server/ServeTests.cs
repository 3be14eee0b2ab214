using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Matinee.Testing;
using Matinee.Testing.Faults;
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
        Assert.True(Stopwatch.GetElapsedTime(started) < Soak.Limit(TimeSpan.FromSeconds(30)), server.Output);
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
    public async Task A_taken_port_is_one_line_and_nothing_has_begun()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => MatineeProcess.StartAsync(
            new MatineeProcessOptions { Arguments = ["--metrics-port", $"{port}"] }, TestContext.Current.CancellationToken));

        var line = Assert.Single(error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));
        Assert.Equal($"matinee: port {port} is taken. Choose another with --metrics-port.", line);
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
