using System.Collections.Immutable;
using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>"Is everybody back?"</summary>
/// <param name="Deadline">Cluster time in ms; then it is over without a start.</param>
internal sealed record ReadyCheck(RoomPerson By, ImmutableArray<ReadyMember> Members, double Deadline)
{
    public bool IsComplete => Members.All(member => member.Ready);

    /// <summary>Who came later is asked too.</summary>
    public ReadyCheck Set(UserId id, bool ready)
    {
        var at = Members.FindIndex(member => member.Id == id);
        return this with { Members = at < 0 ? Members.Add(new(id, ready)) : Members.SetItem(at, new(id, ready)) };
    }

    /// <summary>Who has left is not waited for.</summary>
    public ReadyCheck Without(UserId id) => this with { Members = Members.RemoveAll(member => member.Id == id) };
}

internal sealed record ReadyMember(UserId Id, bool Ready);

internal static class ImmutableArrays
{
    public static int FindIndex<T>(this ImmutableArray<T> items, Func<T, bool> matches)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (matches(items[i]))
                return i;
        }

        return -1;
    }
}
