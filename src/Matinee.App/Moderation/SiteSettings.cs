using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Moderation;

/// <summary>Keeps this node at what administrators have set, on whichever node they did.</summary>
internal sealed class SiteSettings(SiteSettingStore store, IEnumerable<ISiteSetting> settings, TimeProvider time, ILogger<SiteSettings> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, ISiteSetting> _settings = settings.ToDictionary(setting => setting.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _inForce = new(StringComparer.Ordinal);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken); // nobody is let in by yesterday's rules
        await base.StartAsync(cancellationToken);
    }

    /// <summary>In force here afterwards, and everywhere a moment later.</summary>
    public async Task PutAsync(string name, string json, CancellationToken cancellationToken)
    {
        await store.PutAsync(name, json, cancellationToken);
        await ReadAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await ReadAsync(stoppingToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (name, json, version) in await store.ListAsync(cancellationToken))
            {
                if (_inForce.GetValueOrDefault(name) == version || !_settings.TryGetValue(name, out var setting))
                    continue;
                setting.Apply(json);
                _inForce[name] = version;
                ModerationLog.InForce(logger, name, version);
            }
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            ModerationLog.Unread(logger, e);
        }
    }
}
