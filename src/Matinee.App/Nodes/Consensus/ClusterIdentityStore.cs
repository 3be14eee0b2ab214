using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Nodes.Consensus;

/// <summary>Which cluster a catalogue belongs to.</summary>
internal sealed class ClusterIdentityStore(ICatalogueDatabase database)
{
    private const string Read = "SELECT name AS Name, cluster AS Cluster, founder AS Founder, peers AS Peers FROM cluster_identity WHERE id = 1";

    private readonly string _now = database.Dialect.Now;

    /// <returns>Null when it belongs to none.</returns>
    public Task<ClusterIdentity?> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(connection =>
        connection.QuerySingleOrDefaultAsync<ClusterIdentity>(new CommandDefinition(Read, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>Claims the catalogue for a cluster that is about to begin.</summary>
    /// <param name="anew">Also when it belongs to another.</param>
    /// <returns>To whom it belongs now.</returns>
    public Task<ClusterIdentity> FoundAsync(ClusterIdentity wish, bool anew, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            await connection.ExecuteAsync(new CommandDefinition($"""
                INSERT INTO cluster_identity (id, name, cluster, founder, peers, changed_at) VALUES (1, @Name, '', @Founder, @Peers, {_now})
                ON CONFLICT (id) DO {(anew ? $"UPDATE SET name = @Name, cluster = '', founder = @Founder, peers = @Peers, changed_at = {_now}" : "NOTHING")}
                """, wish, transaction, cancellationToken: cancellationToken));
            return await connection.QuerySingleAsync<ClusterIdentity>(new CommandDefinition(Read, transaction: transaction, cancellationToken: cancellationToken));
        }, cancellationToken);

    /// <summary>It serves, and has an id from now on.</summary>
    /// <returns>False when the catalogue names another.</returns>
    public Task<bool> SettleAsync(ClusterIdentity identity, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO cluster_identity (id, name, cluster, founder, peers, changed_at) VALUES (1, @Name, @Cluster, @Founder, @Peers, {_now})
            ON CONFLICT (id) DO UPDATE SET cluster = @Cluster, changed_at = {_now} WHERE cluster_identity.cluster IN ('', @Cluster)
            """, identity, transaction, cancellationToken: cancellationToken)) == 1, cancellationToken);

    /// <summary>For those who lost their disk: whom to ask.</summary>
    public Task TellPeersAsync(string peers, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE cluster_identity SET peers = @peers, changed_at = {_now} WHERE id = 1 AND peers <> @peers",
            new { peers }, transaction, cancellationToken: cancellationToken)), cancellationToken);
}
