using System.Collections.Concurrent;
using Matinee.App.Transcoding;

namespace Matinee.App.Workers.Remote;

/// <summary>The tokens of the tasks that this worker has.</summary>
internal sealed class HeldTasks
{
    private readonly ConcurrentDictionary<TaskLease, string> _tokens = new();

    public IReadOnlyList<string> Ids => [.. _tokens.Keys.Select(lease => lease.Task.Value)];

    /// <exception cref="IOException">It is not this worker's any more.</exception>
    public string this[TaskLease lease] => Find(lease) ?? throw new IOException($"The lease of task {lease.Task} has ended.");

    public string? Find(TaskLease lease) => _tokens.GetValueOrDefault(lease);

    public void Add(TaskLease lease, string token) => _tokens[lease] = token;

    /// <summary>Only while it is held.</summary>
    public void Renew(TaskLease lease, string token)
    {
        if (_tokens.TryGetValue(lease, out var old))
            _tokens.TryUpdate(lease, token, old);
    }

    public void Forget(TaskLease lease) => _tokens.TryRemove(lease, out _);
}
