namespace Matinee.App.Nodes;

/// <summary>Connections to the other nodes: no proxy, no redirects, no cookies of our own, soon given up.</summary>
public sealed class NodeHttp : IDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(1);

    public HttpClient Client { get; } = new(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectWithin,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => Client.Dispose();
}
