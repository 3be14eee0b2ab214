using System.Net;
using System.Net.Sockets;
using Matinee.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Matinee.Server.Hosting;

/// <summary>The ports of the process.</summary>
internal static class Listening
{
    private const string Everywhere = "*";

    /// <summary>Tries the ports before anything is started: Kestrel is the last to start, and the loops before it would have begun.</summary>
    /// <exception cref="StartupException">One of them cannot be had; the message says which and why.</exception>
    public static void EnsureFree(ServerOptions options)
    {
        Try(options, options.Port, "--port");
        if (options.MetricsPort is { } port)
            Try(options, port, "--metrics-port");
    }

    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        Listen(kestrel, options.Bind, options.Port);
        if (options.MetricsPort is { } port)
            Listen(kestrel, options.Bind, port);
    }

    /// <summary>The only port of a process that is nothing but a worker.</summary>
    public static void ListenForMetrics(KestrelServerOptions kestrel, string bind, int port) => Listen(kestrel, bind, port);

    /// <exception cref="StartupException">It cannot be had.</exception>
    public static void EnsureMetricsFree(ServerOptions options)
    {
        if (options.MetricsPort is { } port)
            Try(options, port, "--metrics-port");
    }

    private static void Try(ServerOptions options, int port, string flag)
    {
        if (port == 0)
            return;
        var address = options.Bind != Everywhere ? AddressOf(options.Bind) : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any))
            socket.DualMode = true;
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new StartupException($"port {port} is taken. Choose another with {flag}{(flag == "--port" ? ", or 0 for a free one" : "")}.", e);
        }
        catch (SocketException e)
        {
            throw new StartupException($"port {port} of {options.Bind} cannot be listened on: {e.Message}.", e);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, string bind, int port)
    {
        // A plain port speaks HTTP/1.1 only: without TLS there is no ALPN to choose by.
        if (bind == Everywhere)
            kestrel.ListenAnyIP(port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        else
            kestrel.Listen(AddressOf(bind), port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }

    private static IPAddress AddressOf(string bind) => IPAddress.TryParse(bind, out var address)
        ? address
        : throw new StartupException($"--bind {bind} is not an address of this machine; give an IP address, or * for all.");
}
