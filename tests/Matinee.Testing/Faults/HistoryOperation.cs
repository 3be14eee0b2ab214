namespace Matinee.Testing.Faults;

/// <summary>One operation of one client on one key, from its call to its answer.</summary>
/// <param name="Called">Its place in the order of all calls and answers.</param>
/// <param name="Answered">Likewise; <see cref="long.MaxValue"/> where the outcome is unknown: it may happen at any later time.</param>
/// <param name="Written">By a write or a swap.</param>
/// <param name="Expected">By a swap, of what was there.</param>
/// <param name="Seen">By a read that was answered.</param>
public sealed record HistoryOperation(
    int Client, string Key, OperationKind Kind, OperationEnd End, long Called, long Answered, string? Written = null, string? Expected = null, string? Seen = null)
{
    public override string ToString() => $"client {Client} {Kind switch
    {
        OperationKind.Read => $"read {Key} -> {(End == OperationEnd.Ok ? Seen ?? "nothing" : "?")}",
        OperationKind.Write => $"wrote {Key} = {Written}",
        _ => $"swapped {Key} {Expected ?? "nothing"} -> {Written}",
    }} ({End}, {Called}..{(Answered == long.MaxValue ? "" : Answered)})";
}

public enum OperationKind
{
    Read,
    Write,

    /// <summary>Compare and set.</summary>
    Swap,
}

public enum OperationEnd
{
    /// <summary>It happened, and what it says was so.</summary>
    Ok,

    /// <summary>A swap found another value.</summary>
    Mismatch,

    /// <summary>It surely did not happen.</summary>
    Fail,

    /// <summary>It may have happened, may still happen, or not.</summary>
    Unknown,
}
