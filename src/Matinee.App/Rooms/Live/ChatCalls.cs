using Matinee.App.Moderation;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary><c>chat.*</c></summary>
internal sealed class ChatCalls(RoomCommands commands, MessageRules rules, RoomLimits limits, MessageStore messages, MarkStore marks, ModerationRecordStore records) : ICallGroup
{
    private const int LongestEmote = 32;

    public IEnumerable<(string Method, CallHandler Handler)> Calls =>
    [
        ("chat.send", SendAsync),
        ("chat.edit", EditAsync),
        ("chat.delete", DeleteAsync),
        ("chat.react", ReactAsync),
        ("chat.pin", PinAsync),
        ("chat.read", ReadAsync),
    ];

    private async Task<CommandOutcome> SendAsync(RoomCall call, CancellationToken cancellationToken)
    {
        var (replyTo, thread) = (call.Arguments.OptionalMessage("replyTo"), call.Arguments.OptionalMessage("thread"));
        var state = call.Feed.View.State;
        var context = commands.ContextOf(call, state);
        if (!context.Actor.May(RoomRight.Chat))
            return Refuse(call, RoomRefusal.Forbidden("You may not write here."));
        var verdict = rules.Judge(call.Arguments.Text("text"), new(call.Member.UserId.Value, call.Feed.Id.Value));
        if (verdict.Refusal is { } reason)
            return Refuse(call, RoomRefusal.Invalid(reason));
        var slow = context.Actor.May(RoomRight.Moderate) ? 0 : state.Settings.SlowModeSeconds;
        if (await limits.TakeChatAsync(call.Feed.Id, call.Member.UserId, slow, cancellationToken) is { } wait)
            return new CommandOutcome.Limited(wait);
        var message = ChatMessage.Sent(call.Id, context.Actor.Person, verdict.Text, context.Now, replyTo, thread) with { Flagged = verdict.Flagged };
        return await commands.AddAsync(call, new RoomNews.Chatted(call.Id, context.Now, context.Actor.Person, ChatOp.Sent, message), cancellationToken);
    }

    private Task<CommandOutcome> EditAsync(RoomCall call, CancellationToken cancellationToken)
    {
        var verdict = rules.Judge(call.Arguments.Text("text"), new(call.Member.UserId.Value, call.Feed.Id.Value + ":edit"));
        return ChangeAsync(call, ChatOp.Edited, (message, context) =>
            message.User.Id != context.Actor.Id || !context.Actor.May(RoomRight.Chat) ? (null, RoomRefusal.Forbidden("Only who wrote it may change it."))
            : verdict.Refusal is { } reason ? (null, RoomRefusal.Invalid(reason))
            : (message.Edit(verdict.Text, context.Now) with { Flagged = verdict.Flagged }, null), cancellationToken);
    }

    private async Task<CommandOutcome> DeleteAsync(RoomCall call, CancellationToken cancellationToken)
    {
        RoomPerson? author = null;
        var outcome = await ChangeAsync(call, ChatOp.Deleted, (message, context) =>
        {
            author = message.User;
            return message.User.Id == context.Actor.Id || context.Actor.May(RoomRight.Moderate)
                ? (message.Delete(context.Now), null)
                : (null, RoomRefusal.Forbidden("Only who wrote it, and who moderates, may delete it."));
        }, cancellationToken);
        if (outcome is CommandOutcome.Accomplished && author is { } other && other.Id != call.Member.UserId)
            await records.AddAsync(call.Feed.Id, call.Id, new(call.Member.UserId, call.Member.Name), "delete", other, call.Arguments.Text("message"), cancellationToken);
        return outcome;
    }

    private Task<CommandOutcome> ReactAsync(RoomCall call, CancellationToken cancellationToken)
    {
        var (emote, on) = (call.Arguments.Text("emote"), call.Arguments.OptionalFlag("on") ?? true);
        return ChangeAsync(call, ChatOp.Reacted, (message, context) =>
            !context.Actor.May(RoomRight.React) ? (null, RoomRefusal.Forbidden("You may not react here."))
            : emote.Length is 0 or > LongestEmote || emote.Any(char.IsControl) || emote.Any(char.IsWhiteSpace)
                ? (null, RoomRefusal.Invalid($"emote has 1 to {LongestEmote} characters."))
            : (message.React(emote, context.Actor.Id, on, context.Now), null), cancellationToken);
    }

    private async Task<CommandOutcome> PinAsync(RoomCall call, CancellationToken cancellationToken)
    {
        var on = call.Arguments.OptionalFlag("on") ?? true;
        var outcome = await ChangeAsync(call, on ? ChatOp.Pinned : ChatOp.Unpinned, (message, context) =>
            !context.Actor.May(RoomRight.Moderate) ? (null, RoomRefusal.Forbidden("Only who moderates may pin."))
            : (message.Pinned == on ? message : message.Pin(on, context.Now), null), cancellationToken);
        if (outcome is CommandOutcome.Accomplished)
            await records.AddAsync(call.Feed.Id, call.Id, new(call.Member.UserId, call.Member.Name), on ? "pin" : "unpin", null, call.Arguments.Text("message"), cancellationToken);
        return outcome;
    }

    private async Task<CommandOutcome> ReadAsync(RoomCall call, CancellationToken cancellationToken)
    {
        var id = call.Arguments.Message("message");
        if (await FindAsync(call.Feed, id, cancellationToken) is not { } message)
            return Refuse(call, RoomRefusal.Missing("There is no such message."));
        await marks.PutAsync(call.Feed.Id, call.Member.UserId, id, message.At, cancellationToken);
        return new CommandOutcome.Accomplished(call.Feed.View);
    }

    /// <summary>A message that left the tail is read once; meanwhile nobody but this command's turn changes it on this node.</summary>
    private async Task<CommandOutcome> ChangeAsync(
        RoomCall call, ChatOp op, Func<ChatMessage, CommandContext, (ChatMessage? Changed, RoomRefusal? Refusal)> change, CancellationToken cancellationToken)
    {
        var id = call.Arguments.Message("message");
        var known = await FindAsync(call.Feed, id, cancellationToken);
        return await commands.RunViewAsync(call, (view, context) =>
        {
            if ((view.Chat.Find(id) ?? known) is not { Deleted: false } message)
                return RoomDecision.Missing("There is no such message.");
            var (changed, refusal) = change(message, context);
            return refusal is not null ? new RoomDecision.Refused(refusal)
                : changed is null || ReferenceEquals(changed, message) ? RoomDecision.LeftAsItIs.Instance
                : new RoomDecision.Told(new RoomNews.Chatted(context.Id, context.Now, context.Actor.Person, op, changed));
        }, cancellationToken);
    }

    private async Task<ChatMessage?> FindAsync(RoomFeed feed, CommandId id, CancellationToken cancellationToken) =>
        feed.View.Chat.Find(id) ?? await messages.FindAsync(feed.Id, id, cancellationToken);

    private static CommandOutcome.Refused Refuse(RoomCall call, RoomRefusal refusal) => new(refusal, call.Feed.View);
}
