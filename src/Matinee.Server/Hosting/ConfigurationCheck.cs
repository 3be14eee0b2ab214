using Matinee.App.Workers;
using Matinee.Server.Configuration;
using Microsoft.Extensions.Options;

namespace Matinee.Server.Hosting;

/// <summary>All that is wrong with the settings, before anything is opened.</summary>
internal static class ConfigurationCheck
{
    public static IReadOnlyList<ConfigurationError> Run(ServerConfiguration configuration)
    {
        List<ConfigurationError> errors = [.. configuration.Errors, .. SettingsCatalogue.Check(configuration)];
        if (CatalogueOpening.Refuse(configuration.Values) is { } refusal)
            errors.Add(refusal);
        if (BrokerOpening.Refuse(configuration.Values) is { } mismatch)
            errors.Add(mismatch);
        if (errors.Count == 0 && ConsensusOpening.Refuse(configuration.Values) is { } missing)
            errors.Add(missing);
        return errors.Count > 0 ? errors : [.. Validate(configuration)];
    }

    /// <summary>The same for a process that is nothing but a worker.</summary>
    public static IReadOnlyList<ConfigurationError> RunWorker(ServerConfiguration configuration)
    {
        List<ConfigurationError> errors = [.. configuration.Errors, .. SettingsCatalogue.Check(configuration)];
        return errors.Count > 0 ? errors : [.. Validate(configuration, services => services.AddRemoteWorker())];
    }

    /// <summary>The features' own rules, which may span several settings.</summary>
    private static List<ConfigurationError> Validate(ServerConfiguration configuration)
    {
        var options = configuration.Values.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        var roles = new ServerRoles(options, configuration.Values);
        if (roles.Refusal is { } reason)
            return [new(ServerOptions.Section + ":" + nameof(ServerOptions.Roles), $"\"{options.Roles}\"", reason)];
        return Validate(configuration, roles.AddTo);
    }

    private static List<ConfigurationError> Validate(ServerConfiguration configuration, Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration.Values);
        services.AddLogging();
        add(services);
        using var provider = services.BuildServiceProvider();
        try
        {
            provider.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. Describe(e)];
        }
        catch (AggregateException e)
        {
            return [.. e.InnerExceptions.OfType<OptionsValidationException>().SelectMany(Describe)];
        }
    }

    private static IEnumerable<ConfigurationError> Describe(OptionsValidationException e) =>
        e.Failures.Select(failure => new ConfigurationError(e.OptionsType.Name, null, failure));
}
