using System.Data.Common;

namespace Matinee.App.Fleet;

/// <summary>What workers hold, as whoever hands out work keeps it. The fleet knows the workers, not the work.</summary>
internal interface IWorkerLeases
{
    /// <summary>A worker that is silent for so long has lost what it held.</summary>
    TimeSpan Lifetime { get; }

    /// <summary>Tasks under way by worker; who has none is not in it.</summary>
    Task<IReadOnlyDictionary<string, int>> CountAsync(CancellationToken cancellationToken);

    /// <summary>Ends all that the worker holds, inside the caller's transaction.</summary>
    /// <returns>Tells the world; call it once the transaction has committed.</returns>
    Task<Action> EndAsync(DbConnection connection, DbTransaction transaction, WorkerId worker, CancellationToken cancellationToken);
}
