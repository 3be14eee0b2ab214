namespace Matinee.Testing.Faults;

/// <summary>
/// Whether a history is one of linearizable registers, one a key: whether every operation can be given a moment between its
/// call and its answer so that all of them, in that order, are right. The search of Wing and Gong with Lowe's memory: what was
/// tried with the same operations done and the same value is not tried again.
/// </summary>
public static class RegisterCheck
{
    /// <returns>Null when it is; otherwise the key, and the operations around the first that fits nowhere.</returns>
    public static string? FindViolation(IEnumerable<HistoryOperation> operations)
    {
        foreach (var key in operations.GroupBy(operation => operation.Key).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            // What did not happen, and reads that saw nothing of it, say nothing.
            var relevant = key.Where(o => o.End != OperationEnd.Fail && !(o is { Kind: OperationKind.Read, End: OperationEnd.Unknown })).OrderBy(o => o.Called).ToArray();
            if (new RegisterSearch(relevant).FindStuck() is { } stuck)
                return $"{key.Key} is no linearizable register: no order explains these\n{string.Join('\n', stuck.Select(operation => "  " + operation))}";
        }

        return null;
    }
}
