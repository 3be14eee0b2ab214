namespace Matinee.App.Accounts;

/// <summary>Sessions of a user that ended on this node.</summary>
/// <param name="Only">That one; null: all of them ...</param>
/// <param name="Except">... but this one.</param>
internal sealed record EndedSessions(UserId User, SessionId? Only, SessionId? Except);

/// <summary>Tells who holds something open for a session that it has ended.</summary>
internal sealed class SessionSignals
{
    /// <summary>Handlers must return at once.</summary>
    public event Action<EndedSessions>? Ended;

    public void Raise(EndedSessions ended) => Ended?.Invoke(ended);
}
