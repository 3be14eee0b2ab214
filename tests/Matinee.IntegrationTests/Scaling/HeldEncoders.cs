using System.Diagnostics;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Time;

namespace Matinee.IntegrationTests.Scaling;

/// <summary>
/// Encoders that stand still in the middle of a chunk, so that it does not end while a test looks at what becomes of it: on a
/// busy machine a look may take longer than the chunk.
/// </summary>
internal sealed class HeldEncoders : IAsyncDisposable
{
    private IReadOnlyList<int> _held;

    private HeldEncoders(IReadOnlyList<int> held, IReadOnlyList<string> underWay) => (_held, UnderWay) = (held, underWay);

    /// <summary>The attempts, by task and epoch.</summary>
    public IReadOnlyList<string> UnderWay { get; }

    /// <summary>Waits for a chunk that has shown frames, of the server or of a worker that it started.</summary>
    public static async Task<HeldEncoders> HoldAsync(MatineeProcess server, CancellationToken cancellationToken)
    {
        IReadOnlyList<int> held = [];
        IReadOnlyList<string> underWay = [];
        await Patient.UntilAsync(async () =>
        {
            held = Encoders(server);
            await SignalAsync("-STOP", held);
            // What had just ended is told within moments.
            await Task.Delay(500, cancellationToken);
            underWay = (await AttemptOutcomes.ReadAsync(server.DataFolder, cancellationToken)).UnderWay;
            if (underWay.Count > 0 && held.Any(Encoders(server).Contains))
                return true;
            await SignalAsync("-CONT", held);
            return false;
        }, cancellationToken, "a chunk is held");
        return new HeldEncoders(held, underWay);
    }

    public async Task LetGoAsync()
    {
        await SignalAsync("-CONT", _held);
        _held = [];
    }

    public async ValueTask DisposeAsync() => await LetGoAsync();

    private static IReadOnlyList<int> Encoders(MatineeProcess server) =>
    [
        .. ChildCensus.WorkingOn(server.DataFolder, server.Id).Where(line => line.Contains("libx264", StringComparison.Ordinal))
            .Select(line => int.Parse(line.AsSpan(0, line.IndexOf(':', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture)),
    ];

    /// <summary>Who has ended meanwhile is not reached, and need not be.</summary>
    private static async Task SignalAsync(string signal, IReadOnlyList<int> processes)
    {
        if (processes.Count == 0)
            return;
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, .. processes.Select(id => $"{id}")]) { RedirectStandardError = true }) ?? throw new InvalidOperationException("kill did not start.");
        await kill.StandardError.ReadToEndAsync();
        await kill.WaitForExitAsync();
    }
}
