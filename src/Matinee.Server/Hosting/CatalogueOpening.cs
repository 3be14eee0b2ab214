using System.Data.Common;
using Matinee.Adapters.Postgres;
using Matinee.Adapters.Sqlite;
using Matinee.App.Database;
using Matinee.Server.Configuration;

namespace Matinee.Server.Hosting;

/// <summary>Opens the database that the settings name: the one place that knows which there are.</summary>
internal static class CatalogueOpening
{
    /// <summary>Null when the address can be read.</summary>
    public static ConfigurationError? Refuse(IConfiguration configuration)
    {
        if (configuration[DatabaseOptions.Section + ":" + nameof(DatabaseOptions.Url)] is not { } url || !PostgresAddress.IsOne(url))
            return null;
        try
        {
            PostgresAddress.Parse(url);
            return null;
        }
        catch (FormatException e)
        {
            return new ConfigurationError(DatabaseOptions.Section + ":" + nameof(DatabaseOptions.Url), $"\"{SecretMask.Of(url)}\"", e.Message);
        }
    }

    /// <exception cref="StartupException">It cannot be opened; the message says why and what to do, and holds no password.</exception>
    public static Task<ICatalogueDatabase> OpenAsync(IConfiguration configuration, OwnDataFolder data, CancellationToken cancellationToken)
    {
        var options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        return options is { IsServer: true, Url: { } url }
            ? OpenServerAsync(new PostgresSettings(url, options.PoolSize, options.ConnectTimeout, options.StatementTimeout), cancellationToken)
            : OpenFileAsync(options.PathIn(data.Root), cancellationToken);
    }

    private static async Task<ICatalogueDatabase> OpenFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await SqliteCatalogue.OpenAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or SchemaTooNewException)
        {
            throw new StartupException($"The catalogue {path} cannot be opened: {e.Message}", e);
        }
    }

    private static async Task<ICatalogueDatabase> OpenServerAsync(PostgresSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await PostgresCatalogue.OpenAsync(settings, cancellationToken);
        }
        catch (Exception e) when (e is PostgresOpenException or SchemaTooNewException)
        {
            throw new StartupException($"The catalogue cannot be opened. {e.Message}", e);
        }
    }
}
