using Dapper;
using Matinee.App.Database;
using Microsoft.Extensions.Options;

namespace Matinee.App.Scaling;

/// <summary>The row of <c>scaling_settings</c>; without it the options hold.</summary>
internal sealed class ScalingSettingsStore(ICatalogueDatabase database, IOptions<ScalingOptions> options)
{
    public Task<ScalingSettings> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await connection.QuerySingleOrDefaultAsync<SettingsRow>(new CommandDefinition("""
            SELECT enabled AS Enabled, executor AS Executor, min_workers AS Min, max_workers AS Max, up_at AS UpAt, down_at AS DownAt,
              up_cooldown AS UpCooldown, down_cooldown AS DownCooldown FROM scaling_settings WHERE id = 1
            """, cancellationToken: cancellationToken)) is { } row ? row.Settings(options.Value.Step) : ScalingSettings.Of(options.Value), cancellationToken);

    public Task WriteAsync(ScalingSettings settings, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO scaling_settings (id, enabled, executor, min_workers, max_workers, up_at, down_at, up_cooldown, down_cooldown, updated_at)
            VALUES (1, @enabled, @executor, @min, @max, @upAt, @downAt, @upCooldown, @downCooldown, {database.Dialect.Now})
            ON CONFLICT (id) DO UPDATE SET enabled = excluded.enabled, executor = excluded.executor, min_workers = excluded.min_workers,
              max_workers = excluded.max_workers, up_at = excluded.up_at, down_at = excluded.down_at, up_cooldown = excluded.up_cooldown,
              down_cooldown = excluded.down_cooldown, updated_at = excluded.updated_at
            """, new
        {
            enabled = settings.Enabled ? 1 : 0,
            executor = settings.Executor,
            min = settings.Rules.Min,
            max = settings.Rules.Max,
            upAt = settings.Rules.UpAt,
            downAt = settings.Rules.DownAt,
            upCooldown = (long)settings.Rules.UpCooldown.TotalMilliseconds,
            downCooldown = (long)settings.Rules.DownCooldown.TotalMilliseconds,
        }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    private sealed class SettingsRow
    {
        public long Enabled { get; set; }

        public string Executor { get; set; } = "";

        public int Min { get; set; }

        public int Max { get; set; }

        public double UpAt { get; set; }

        public double DownAt { get; set; }

        public long UpCooldown { get; set; }

        public long DownCooldown { get; set; }

        public ScalingSettings Settings(int step) => new(
            Enabled != 0, Executor,
            new ScalingRules(Min, Max, UpAt, DownAt, TimeSpan.FromMilliseconds(UpCooldown), TimeSpan.FromMilliseconds(DownCooldown), step));
    }
}
