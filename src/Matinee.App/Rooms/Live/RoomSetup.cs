using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>What is asked of a room's settings; null leaves a value.</summary>
/// <param name="Password">Empty: none any more.</param>
internal sealed record RoomWish(
    string? Name = null, RoomMode? Mode = null, RoomDoor? Access = null, RoomWaiting? Waiting = null, int? SlowModeSeconds = null, bool? Locked = null, string? Password = null);

/// <summary>Changes what the owner has set.</summary>
internal sealed class RoomSetup(RoomStore rooms, RoomActs acts, RoomPasswords passwords)
{
    public const int LongestName = 100;
    public const int LongestSlowMode = 3600;

    public async Task<CommandOutcome> ChangeAsync(RoomFeed feed, RoomActor by, CommandId id, RoomWish wish, CancellationToken cancellationToken)
    {
        if (!by.May(RoomRight.Settings))
            return new CommandOutcome.Refused(RoomRefusal.Forbidden("You may not change the settings of this room."), feed.View);
        if (Problem(wish) is { } problem)
            return new CommandOutcome.Refused(RoomRefusal.Invalid(problem), feed.View);
        var hash = wish.Password is { Length: > 0 } password ? passwords.Hash(feed.Id, password) : wish.Password;
        var change = new RoomChange(wish.Name?.Trim(), wish.Mode, wish.Access, wish.Waiting, wish.SlowModeSeconds, wish.Locked, hash);
        if (await rooms.UpdateAsync(feed.Id, change, cancellationToken) is not { } room)
            return new CommandOutcome.Refused(RoomRefusal.Missing("There is no such room any more."), feed.View);
        return await acts.TellAsync(feed, new(id, by.Person, "settings", null, Describe(wish)), (state, now) =>
            state.Settings == room.Settings ? null : new RoomNews.Configured(id, now, by.Person, room.Settings), cancellationToken);
    }

    /// <summary>A sentence, or null when everything may be so.</summary>
    public static string? Problem(RoomWish wish) =>
        wish.Name is { } name && (name.Trim().Length is 0 or > LongestName || name.Any(char.IsControl)) ? $"name has 1 to {LongestName} characters in one line."
        : wish.SlowModeSeconds is < 0 or > LongestSlowMode ? $"slowModeSeconds is a number from 0 to {LongestSlowMode}."
        : wish.Password is { Length: > RoomPasswords.Longest } ? $"password has at most {RoomPasswords.Longest} characters."
        : null;

    private static string Describe(RoomWish wish) => string.Join(", ", new (string Name, object? Value)[]
    {
        ("name", wish.Name), ("mode", wish.Mode?.Word()), ("access", wish.Access?.Word()), ("waiting", wish.Waiting?.Word()), ("slowModeSeconds", wish.SlowModeSeconds),
        ("locked", wish.Locked), ("password", wish.Password is null ? null : wish.Password.Length == 0 ? "none" : "new"),
    }.Where(part => part.Value is not null).Select(part => $"{part.Name} {part.Value}"));
}
