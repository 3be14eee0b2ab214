using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Nodes;

/// <summary>The rows of <c>nodes</c>.</summary>
internal sealed class NodeStore(ICatalogueDatabase database)
{
    /// <summary>Several beats may be missed by a busy machine.</summary>
    public static readonly TimeSpan SilentIsDead = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private readonly string _now = database.Dialect.Now;

    /// <summary>Takes the name, unless a living node says otherwise. Whoever starts again on its data folder is the same node.</summary>
    public Task<NodeRefusal> EnterAsync(NodeSelf self, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var values = new
            {
                id = self.Id,
                home = self.Home,
                secret = self.Secret,
                dead = (long)SilentIsDead.TotalMilliseconds,
                forgotten = (long)Forgotten.TotalMilliseconds,
            };
            var living = (await connection.QueryAsync<NodeSelf>(new CommandDefinition(
                $"SELECT id AS Id, home AS Home, secret AS Secret FROM nodes WHERE seen_at > {_now} - @dead AND NOT (id = @id AND home = @home)",
                values, transaction, cancellationToken: cancellationToken))).AsList();
            if (living.Exists(other => other.Id == self.Id))
                return NodeRefusal.NameTaken;
            if (living.Exists(other => other.Secret != self.Secret))
                return NodeRefusal.OtherSecret;
            await connection.ExecuteAsync(new CommandDefinition(
                $"DELETE FROM nodes WHERE seen_at < {_now} - @forgotten", values, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition($"""
                INSERT INTO nodes (id, home, secret, started_at, seen_at) VALUES (@id, @home, @secret, {_now}, {_now})
                ON CONFLICT (id) DO UPDATE SET home = excluded.home, secret = excluded.secret, started_at = excluded.started_at, seen_at = excluded.seen_at
                """, values, transaction, cancellationToken: cancellationToken));
            return NodeRefusal.None;
        }, cancellationToken);

    /// <summary>Still there. Takes its place again should the row have been taken for dead.</summary>
    public Task BeatAsync(NodeSelf self, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO nodes (id, home, secret, started_at, seen_at) VALUES (@id, @home, @secret, {_now}, {_now})
            ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at WHERE nodes.home = excluded.home
            """, new { id = self.Id, home = self.Home, secret = self.Secret }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    public Task LeaveAsync(NodeSelf self, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM nodes WHERE id = @id AND home = @home", new { id = self.Id, home = self.Home }, transaction, cancellationToken: cancellationToken)), cancellationToken);
}

/// <summary>What a node says of itself.</summary>
internal sealed class NodeSelf
{
    public string Id { get; set; } = "";

    public string Home { get; set; } = "";

    public string Secret { get; set; } = "";
}

internal enum NodeRefusal
{
    None,
    NameTaken,
    OtherSecret,
}
