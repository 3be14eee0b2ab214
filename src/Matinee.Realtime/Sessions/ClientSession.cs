using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Usage;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Sessions;

/// <summary>One client, from its first bytes to its end. Commands are carried out one after the other, in their order.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
internal sealed class ClientSession
{
    private static readonly TimeSpan PolicyPatience = TimeSpan.FromSeconds(5);
    private const int RefusalsBeforeClosing = 500;
    private readonly SessionContext _context;
    private readonly SessionPulse _pulse;
    private readonly AddressPlace _place;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly long _start;
    private TimeSpan _fullAt;
    private int _refused;
    private int _over;
    private int _parted;

    public ClientSession(SessionContext context, ClientLink connection, HttpContext request, AddressPlace place, bool isOneWay)
    {
        (_context, Connection, Request, IsOneWay) = (context, connection, request, isOneWay);
        _start = context.Time.GetTimestamp();
        _pulse = new SessionPulse(context.Connections.Value, context.Time, answersPings: !isOneWay);
        Subscriptions = new SessionSubscriptions(context, this);
        _place = place;
        Secret = connection.Wire.IsWebSocket || isOneWay ? null : RandomNumberGenerator.GetHexString(32, lowercase: true);
    }

    public ClientLink Connection { get; }

    /// <summary>The request that the stream began with, until the client has connected or <see cref="EndAsync"/>; null after it was left.</summary>
    public HttpContext? Request { get; private set; }

    public bool IsOneWay { get; }

    public SessionSubscriptions Subscriptions { get; }

    /// <summary>What commands that come by other requests have to bring; null where they come on the stream.</summary>
    public string? Secret { get; }

    /// <summary>Null until the connect command was accepted.</summary>
    public RealtimeClient? Client { get; private set; }

    public DateTimeOffset? ExpiresAt
    {
        get => _pulse.ExpiresAt;
        set => _pulse.ExpiresAt = value;
    }

    public string Transport => Connection.Wire.IsWebSocket ? "websocket" : IsOneWay ? "uni_sse" : Connection.Wire == Wire.Events ? "sse" : "http_stream";

    /// <summary>Carries out the commands of one frame.</summary>
    public async Task HandleAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        _pulse.Heard();
        await _one.WaitAsync(cancellationToken);
        try
        {
            var commands = Connection.Wire.Codec.Decode(frame.Span);
            _context.Meters.Received(commands.Count);
            foreach (var command in commands)
            {
                if (Connection.Advice is not null)
                    return;
                await HandleAsync(command, cancellationToken);
            }
        }
        catch (ProtocolException)
        {
            Connection.Disconnect(Disconnects.BadRequest);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The connect of a stream that goes one way.</summary>
    public async Task ConnectOneWayAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        if (await new ConnectCommand(_context, this).RunAsync(request, cancellationToken) is { } result)
            Connection.Send(Connection.Wire.Push("", new ConnectPush(result)), FrameClass.Reply);
        Subscriptions.ActivateAll();
    }

    /// <summary>What is due now is done; null when there is nothing to come.</summary>
    public TimeSpan? Check()
    {
        if (Connection.Advice is not null)
            return null;
        Subscriptions.Expire(_context.Time.GetUtcNow() - _context.Connections.Value.ExpiryGrace);
        if (_pulse.Check(Connection, Subscriptions.Count > 0, out var again) is not { } advice)
            return again;
        Connection.Disconnect(advice);
        return null;
    }

    /// <summary>The client is one from now on: known to others, pinged, counted. False: there are too many.</summary>
    public bool TryAccept(RealtimeClient client, DateTimeOffset? expiresAt)
    {
        if (!_context.Usage.TryEnter(client.User, _place.Address))
            return false;
        Client = client;
        ExpiresAt = expiresAt;
        _pulse.Connected();
        _context.Meters.Connected(Transport, _context.Registry.Add(this, client.User, Secret));
        _place.Dispose();
        if (Volatile.Read(ref _over) != 0)
            Withdraw(client); // it went while it was being let in
        return true;
    }

    public uint PingSeconds => _pulse.PingSeconds;

    /// <summary>Something that nobody thought of: it is written down, and the client may come again.</summary>
    public void Fail(Exception why)
    {
        RealtimeLog.CommandFailed(_context.Logger, nameof(HandleAsync), why);
        Connection.Disconnect(Disconnects.ServerError);
    }

    /// <summary>It goes on without the request that it began with.</summary>
    public void LeaveRequest() => Request = null;

    /// <summary>The stream has ended: everything that stood for it goes.</summary>
    public async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _over, 1) != 0)
            return;
        Connection.Abandon(Disconnects.ConnectionClosed);
        if (Client is { } client)
            Withdraw(client);
        await Subscriptions.EndAllAsync();
    }

    private void Withdraw(RealtimeClient client)
    {
        if (Interlocked.Exchange(ref _parted, 1) != 0)
            return;
        _context.Registry.Remove(this, client.User, Secret);
        _context.Usage.Leave(client.User, _place.Address);
        _context.Meters.Disconnected(Connection.Advice?.Code ?? 0);
    }

    private async Task HandleAsync(Command command, CancellationToken cancellationToken)
    {
        if (command.Request is not { } request)
            return; // the answer to a ping
        if (!Admit(command.Id))
            return;
        _pulse.Used();
        if (request is ConnectRequest connect)
        {
            if (Client is not null)
                Connection.Disconnect(Disconnects.BadRequest);
            else
                await ConnectAsync(command.Id, connect, cancellationToken);
        }
        else if (Client is not { } client || command.Id == 0 && request is not SendRequest)
        {
            Connection.Disconnect(Disconnects.BadRequest);
        }
        else
        {
            await AnswerAsync(command.Id, request, client, cancellationToken);
        }
    }

    private async Task ConnectAsync(uint id, ConnectRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (await new ConnectCommand(_context, this).RunAsync(request, cancellationToken) is { } result)
                Reply(id, result);
        }
        catch (RefusedException refused)
        {
            Refuse(id, refused.Error);
        }

        Subscriptions.ActivateAll();
    }

    private async Task AnswerAsync(uint id, Request request, RealtimeClient client, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PolicyPatience);
        try
        {
            if (request is SubscribeRequest subscribe)
            {
                await Subscriptions.SubscribeAsync(id, subscribe, client, patience.Token);
                return;
            }

            if (await new ClientCommands(_context, this).RunAsync(request, client, patience.Token) is { } result)
                Reply(id, result);
        }
        catch (RefusedException refused)
        {
            Refuse(id, refused.Error);
        }
        catch (BrokerUnavailableException)
        {
            _context.Meters.BrokerFailed();
            Refuse(id, RealtimeErrors.BrokerUnavailable);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary of a connection: whatever the host's policy throws ends here.
            RealtimeLog.CommandFailed(_context.Logger, request.GetType().Name, e);
            Refuse(id, RealtimeErrors.Internal);
        }
    }

    public void Reply(uint id, Result result) => Connection.Send(Connection.Wire.Result(id, result), FrameClass.Reply);

    private void Refuse(uint id, RealtimeError error)
    {
        if (id != 0)
            Connection.Send(Connection.Wire.Error(id, error), FrameClass.Reply);
    }

    private bool Admit(uint id)
    {
        var rate = _context.Connections.Value.CommandsPerSecond;
        var rule = new RateRule(rate, TimeSpan.FromSeconds(1), Math.Max(rate, ProtocolLimits.CommandsPerFrame / 4));
        if (Gcra.Take(ref _fullAt, _context.Time.GetElapsedTime(_start), rule, 1).IsAllowed)
            return true;
        if (++_refused > RefusalsBeforeClosing)
            Connection.Disconnect(Disconnects.PolicyViolation);
        else
            Refuse(id, RealtimeErrors.TooManyRequests);
        return false;
    }
}
