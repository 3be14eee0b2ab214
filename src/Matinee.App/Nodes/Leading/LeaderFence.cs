using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;

namespace Matinee.App.Nodes.Leading;

/// <summary>Keeps an old leader from writing the catalogue: its token is compared there with the greatest that has written.</summary>
public sealed class LeaderFence(ICatalogueDatabase database, IRegistry registry)
{
    private const int RevisionBits = 40;

    /// <summary>First of all in a transaction that only a leader may make.</summary>
    /// <exception cref="NotLeaderException">A later leader has written. The transaction rolls back with it.</exception>
    public static async Task HoldAsync(DbConnection connection, DbTransaction transaction, LeaderTerm term, CancellationToken cancellationToken)
    {
        if (term.HasEnded || await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE fences SET token = @token WHERE name = 'leader' AND token <= @token", new { token = term.Token }, transaction, cancellationToken: cancellationToken)) == 0)
            throw new NotLeaderException(null);
    }

    /// <summary>Before something outside of the catalogue, such as deleting an object, that must not be an old leader's.</summary>
    /// <exception cref="NotLeaderException">A later leader has written.</exception>
    public Task ProveAsync(LeaderTerm term, CancellationToken cancellationToken) => database.WriteGuardedAsync(async (connection, transaction) =>
    {
        await HoldAsync(connection, transaction, term, cancellationToken);
        return true;
    }, cancellationToken);

    /// <summary>
    /// Where the registry is younger than the catalogue (a new cluster, or none any more) its tokens begin above those of the
    /// one before it.
    /// </summary>
    /// <exception cref="RegistryUnavailableException">No answer.</exception>
    internal async Task RaiseAsync(CancellationToken cancellationToken)
    {
        var reading = await registry.GetAsync(ClusterGeneration.Key, cancellationToken);
        var greatest = await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT token FROM fences WHERE name = 'leader'", cancellationToken: cancellationToken)), cancellationToken);
        if ((ClusterGeneration.Of(reading.Found) << RevisionBits) + reading.Revision >= greatest)
            return;
        var text = ClusterGeneration.Text((greatest >> RevisionBits) + 1);
        await registry.CommitAsync(
            reading.Found is null ? RegistryTransaction.Create(ClusterGeneration.Key, text) : RegistryTransaction.Replace(reading.Found, text), cancellationToken);
    }
}
