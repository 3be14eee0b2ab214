using System.Collections.Frozen;
using System.Data.Common;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.Realtime.Brokers;

namespace Matinee.App.Rooms.Live;

/// <summary>Takes the calls of members: who is it, may they ask so often, and then whose call it is.</summary>
internal sealed class RoomDesk(RoomFeeds feeds, RoomRoster roster, RoomLimits limits, DirectCalls direct, IEnumerable<ICallGroup> groups)
{
    private const string Chat = "chat.send";

    private readonly FrozenDictionary<string, CallHandler> _handlers = groups.SelectMany(group => group.Calls).ToFrozenDictionary(call => call.Method, call => call.Handler);

    public IEnumerable<string> Methods => _handlers.Keys;

    /// <param name="parameters">JSON as it came.</param>
    /// <returns>JSON, or the error.</returns>
    public async Task<(byte[]? Answer, CallError? Error)> CallAsync(string method, ReadOnlyMemory<byte> parameters, UserId caller, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(parameters.IsEmpty ? "{}"u8.ToArray() : parameters);
            var arguments = new CallArguments(document.RootElement);
            if (method == DirectCalls.Method)
                return await direct.SendAsync(arguments, caller, cancellationToken);
            if (!_handlers.TryGetValue(method, out var handler))
                return (null, CallError.Of(CallError.Missing, "not_found", "There is no such call", method.Length <= 64 ? method : ""));
            return await CallAsync(method, handler, arguments, caller, cancellationToken);
        }
        catch (MalformedCallException e)
        {
            return (null, CallError.Of(CallError.Invalid, "invalid", "A value is not acceptable", e.Message));
        }
        catch (JsonException)
        {
            return (null, CallError.Of(CallError.Invalid, "malformed", "The call could not be read"));
        }
        catch (Exception e) when (e is DbException or IOException or BrokerUnavailableException)
        {
            return (null, CallError.Unavailable("Try again in a moment."));
        }
    }

    private async Task<(byte[]? Answer, CallError? Error)> CallAsync(
        string method, CallHandler handler, CallArguments arguments, UserId caller, CancellationToken cancellationToken)
    {
        var room = arguments.Id<RoomId>("room");
        var id = arguments.Command;
        if (await roster.FindAsync(room, caller, cancellationToken) is not { } member || await feeds.OpenAsync(room, cancellationToken) is not { } feed)
            return (null, CallError.Of(CallError.Forbidden, "forbidden", "You are not in this room"));
        if (method != Chat && await limits.TakeCommandAsync(caller, cancellationToken) is { } wait)
            return (null, CallError.TooMany(wait));
        return await handler(new RoomCall(feed, member, id, arguments), cancellationToken) switch
        {
            CommandOutcome.Accomplished(var view) => (Answer(view), null),
            CommandOutcome.Refused(var refusal, var view) => (null, CallError.Of(refusal, view.State.Playback)),
            CommandOutcome.Limited(var after) => (null, CallError.TooMany(after)),
            CommandOutcome.Away(var reason) => (null, CallError.Unavailable(reason)),
            _ => throw new InvalidOperationException("An outcome that nobody knows."),
        };
    }

    private static byte[] Answer(RoomView view) => JsonSerializer.SerializeToUtf8Bytes(
        new CallAnswer(view.Position.Offset, view.Position.Epoch, view.State.Playback.Version, view.State.Playback), CallJson.Default.CallAnswer);
}
