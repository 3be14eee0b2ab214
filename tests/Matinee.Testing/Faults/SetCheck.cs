namespace Matinee.Testing.Faults;

/// <summary>Things that were added one by one, each a key, and what was there at the end.</summary>
public static class SetCheck
{
    /// <returns>Null when nothing acknowledged is missing and nothing is there that nobody sent, or that surely failed.</returns>
    public static string? FindViolation(IEnumerable<HistoryOperation> added, IEnumerable<string> found)
    {
        var there = found.ToHashSet(StringComparer.Ordinal);
        var writes = added.Where(operation => operation.Kind != OperationKind.Read).ToList();
        var missing = writes.Where(write => write.End == OperationEnd.Ok && !there.Contains(write.Key)).Select(write => write.Key).Order(StringComparer.Ordinal).ToList();
        var strange = there.Except(writes.Where(write => write.End is OperationEnd.Ok or OperationEnd.Unknown).Select(write => write.Key)).Order(StringComparer.Ordinal).ToList();
        return missing.Count + strange.Count == 0
            ? null
            : $"acknowledged and missing: [{string.Join(", ", missing)}]; there and never written: [{string.Join(", ", strange)}]";
    }
}
