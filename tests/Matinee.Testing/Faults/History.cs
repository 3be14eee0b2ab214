using System.Collections.Concurrent;
using System.Text.Json;

namespace Matinee.Testing.Faults;

/// <summary>What clients asked a system under faults, and what it answered. Any number of clients write into it at once.</summary>
public sealed class History
{
    private readonly ConcurrentQueue<HistoryOperation> _operations = [];
    private long _order;

    public IReadOnlyList<HistoryOperation> Operations => [.. _operations];

    /// <summary>Keep it before the call is sent; an operation without an answer is never left out.</summary>
    public long Call() => Interlocked.Increment(ref _order);

    public void Read(int client, string key, long called, string? seen) => Add(new HistoryOperation(client, key, OperationKind.Read, OperationEnd.Ok, called, Call(), Seen: seen));

    public void Write(int client, string key, long called, string written, OperationEnd end) =>
        Add(new HistoryOperation(client, key, OperationKind.Write, end, called, EndOf(end), written));

    /// <param name="expected">Null: that there is nothing.</param>
    public void Swap(int client, string key, long called, string? expected, string written, OperationEnd end) =>
        Add(new HistoryOperation(client, key, OperationKind.Swap, end, called, EndOf(end), written, expected));

    public void Save(string path) => File.WriteAllLines(path, _operations.Select(operation => JsonSerializer.Serialize(operation)));

    /// <summary>A saved one, to be checked again.</summary>
    public static History Load(string path)
    {
        var history = new History();
        foreach (var line in File.ReadLines(path))
            history.Add(JsonSerializer.Deserialize<HistoryOperation>(line) ?? throw new InvalidDataException(line));
        return history;
    }

    public void Add(HistoryOperation operation) => _operations.Enqueue(operation);

    private long EndOf(OperationEnd end) => end == OperationEnd.Unknown ? long.MaxValue : Call();
}
