using System.Collections.Concurrent;

namespace Matinee.Testing.Servers;

/// <summary>
/// The servers that tests share. As a fixture of the assembly it stops them when the last test has ended: what waits for the
/// exit of the process is given ten seconds by the runner, all in all, and on a busy machine that is not enough.
/// </summary>
public sealed class RunningServers : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<IAsyncDisposable, bool> Open = new();

    public async ValueTask DisposeAsync() => await Task.WhenAll(Open.Keys.Select(server => server.DisposeAsync().AsTask()));

    internal static void Add(IAsyncDisposable server) => Open[server] = true;

    internal static void Remove(IAsyncDisposable server) => Open.TryRemove(server, out _);
}
