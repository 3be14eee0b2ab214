using System.Runtime.InteropServices;
using Matinee.App.Nodes;
using Microsoft.Extensions.Options;

namespace Matinee.Server.Hosting;

/// <summary>
/// What the operating system says: SIGTERM and SIGINT leave gracefully, a second one at once; SIGQUIT drains. Every process
/// of the program that holds tasks uses it in place of the host's own console lifetime.
/// </summary>
internal sealed class ExitSignals(NodeExit exit, IOptions<HostOptions> host, TimeProvider time, ILogger<ExitSignals> logger) : IHostLifetime, IDisposable
{
    // After "at once" nothing is worth waiting for: not a viewer's download, not a child that does not answer.
    private static readonly TimeSpan LastRequests = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(6);

    private readonly List<IDisposable> _registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hurry));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Hurry));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Drain));
        _registrations.Add(exit.Leaving.Register(() => ExitLog.Leaving(logger, exit.Mode ?? ExitMode.Graceful)));
        _registrations.Add(exit.AtOnce.Register(Insist));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Hurry(PosixSignalContext context)
    {
        context.Cancel = true;
        exit.Begin(exit.Mode is null or ExitMode.Drain ? ExitMode.Graceful : ExitMode.Immediate);
    }

    private void Drain(PosixSignalContext context)
    {
        context.Cancel = true;
        exit.Begin(ExitMode.Drain);
    }

    private void Insist()
    {
        ExitLog.AtOnce(logger);
        host.Value.ShutdownTimeout = LastRequests;
        _registrations.Add(time.CreateTimer(_ => Environment.Exit(0), null, LastResort, Timeout.InfiniteTimeSpan));
    }
}

/// <summary>Event ids 1900 to 1909.</summary>
internal static partial class ExitLog
{
    [LoggerMessage(1900, LogLevel.Information, "This process leaves ({Mode}): it begins nothing new. SIGTERM hurries it, a second one ends it at once")]
    public static partial void Leaving(ILogger logger, ExitMode mode);

    [LoggerMessage(1901, LogLevel.Information, "This process leaves at once and gives its tasks back")]
    public static partial void AtOnce(ILogger logger);
}
