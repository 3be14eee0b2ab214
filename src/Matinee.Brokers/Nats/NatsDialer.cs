using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Matinee.Brokers.Nats.Wire;

namespace Matinee.Brokers.Nats;

/// <summary>Makes connections: dials, hears INFO, turns to TLS, says CONNECT and waits for the answer.</summary>
internal sealed class NatsDialer(NatsAddress address, NatsPatience patience, TimeProvider time)
{
    /// <exception cref="NatsUnavailableException">It is not there, does not let us in, or is something else.</exception>
    public async Task<NatsLink> ConnectAsync(NatsServerAddress server, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, either.Token);
            return await GreetAsync(new NetworkStream(socket, ownsSocket: true), server, either.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or NatsProtocolException)
        {
            socket.Dispose();
            throw new NatsUnavailableException($"{server}: {e.Message}", inner: e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new NatsUnavailableException($"{server} did not answer within {patience.Connect.TotalSeconds:0.#} s.", isSilence: true, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<NatsLink> GreetAsync(Stream stream, NatsServerAddress server, CancellationToken cancellationToken)
    {
        var facts = await ReadFrameAsync(stream, NatsFrameKind.Facts, cancellationToken) is { } first
            ? NatsServerFacts.Parse(first.Payload.Span) ?? throw new NatsProtocolException("INFO is not JSON.")
            : throw new NatsProtocolException("The server did not begin with INFO.");
        if (!facts.Headers)
            throw new NatsUnavailableException($"{server} (NATS {facts.Version}) knows no headers; 2.9 or newer is needed.");
        if (address.UseTls || facts.TlsRequired)
        {
            var secure = new SslStream(stream, leaveInnerStreamOpen: false);
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server.Host }, cancellationToken);
            stream = secure;
        }

        var hello = new ArrayBufferWriter<byte>();
        NatsWriter.Connect(hello, Greeting(facts));
        NatsWriter.Ping(hello);
        await stream.WriteAsync(hello.WrittenMemory, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        await ReadFrameAsync(stream, NatsFrameKind.Pong, cancellationToken);
        return new NatsLink(stream, facts, patience, time);
    }

    private byte[] Greeting(NatsServerFacts facts) => JsonSerializer.SerializeToUtf8Bytes(
        new NatsGreeting { TlsRequired = address.UseTls || facts.TlsRequired, User = address.User, Password = address.Password, Token = address.Token },
        NatsJson.Default.NatsGreeting);

    /// <summary>
    /// The next frame of a kind. Byte by byte, because what follows may be TLS, and because the server waits for us in any case.
    /// </summary>
    private static async Task<NatsFrame> ReadFrameAsync(Stream stream, NatsFrameKind wanted, CancellationToken cancellationToken)
    {
        var line = new byte[NatsParser.LongestLine];
        var length = 0;
        while (true)
        {
            if (await stream.ReadAsync(line.AsMemory(length, 1), cancellationToken) == 0)
                throw new IOException("The server closed the connection.");
            var sequence = new ReadOnlySequence<byte>(line, 0, ++length);
            if (line[length - 1] != '\n' || !NatsParser.TryRead(ref sequence, 0, out var frame))
            {
                if (length == line.Length)
                    throw new NatsProtocolException("The server's first line does not end.");
                continue;
            }

            if (frame.Kind == wanted)
                return frame;
            if (frame.Kind == NatsFrameKind.Error)
                throw new NatsUnavailableException($"NATS refuses: {Encoding.UTF8.GetString(frame.Payload.Span)}.");
            length = 0;
        }
    }
}
