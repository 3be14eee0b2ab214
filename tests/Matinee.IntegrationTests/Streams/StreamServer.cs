using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>One real server for the tests that do not need one of their own, and its administrator.</summary>
public sealed class StreamServer : IAsyncLifetime
{
    public const int LargestSegment = 500_000;
    public const int MostViewers = 3;

    /// <summary>A process that is crowded out for some seconds keeps its lead.</summary>
    public const string LeaderLease = "00:00:20";

    private StreamCaller? _admin;

    public MatineeProcess Process { get; private set; } = null!; // started in InitializeAsync

    internal StreamCaller Admin => _admin ?? throw new InvalidOperationException("The server has not started.");

    public async ValueTask InitializeAsync()
    {
        Process = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Arguments = ["--node", "one", "--workers", "0", "--region", "north", "--lat", "59.91", "--lon", "-10.75"],
            Environment = new Dictionary<string, string?>
            {
                ["MATINEE__STREAMS__MAXSEGMENTBYTES"] = $"{LargestSegment}",
                ["MATINEE__STREAMS__MAXVIEWERS"] = $"{MostViewers}",
                ["MATINEE__CLUSTER__LEADERLEASE"] = LeaderLease,
            },
        });
        _admin = await StreamCaller.AdministratorAsync(Process);
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        await Process.DisposeAsync();
    }
}
