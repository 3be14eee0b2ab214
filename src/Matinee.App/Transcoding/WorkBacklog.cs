using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Transcoding;

/// <summary>Work that needs slots, for whoever decides how many there shall be.</summary>
internal sealed class WorkBacklog(ICatalogueDatabase database)
{
    /// <summary>Light tasks need no slot. One that waits for its retry is not waiting for a slot.</summary>
    public Task<BacklogFigures> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleAsync<BacklogFigures>(new CommandDefinition($"""
            SELECT COALESCE(SUM(CASE WHEN state = 'running' THEN 1 ELSE 0 END), 0) AS Busy,
              COALESCE(SUM(CASE WHEN state = 'ready' AND not_before <= {database.Dialect.Now} THEN 1 ELSE 0 END), 0) AS Waiting
            FROM tasks WHERE state IN ('ready', 'running') AND lane IN ('first', 'bulk')
            """, cancellationToken: cancellationToken)), cancellationToken);
}

internal sealed class BacklogFigures
{
    public long Busy { get; set; }

    public long Waiting { get; set; }
}
