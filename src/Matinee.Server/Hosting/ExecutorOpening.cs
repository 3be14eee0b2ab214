using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Matinee.Adapters.Kubernetes;
using Matinee.App.Scaling;
using Matinee.App.Scaling.Processes;
using Matinee.Server.Configuration;
using Microsoft.Extensions.Options;

namespace Matinee.Server.Hosting;

/// <summary>Where this process can start workers.</summary>
internal static class ExecutorOpening
{
    /// <summary>What a worker process needs of its surroundings: to find the runtime, ffmpeg and its temporary files.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    public static void AddExecutors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddProcessWorkers(Launch(configuration));
        var kubernetes = configuration.GetSection(KubernetesOptions.Section).Get<KubernetesOptions>() ?? new KubernetesOptions();
        if ((kubernetes.ApiUrl ?? kubernetes.ServiceHost) is null)
            return;
        services.AddSingleton(provider => new ClusterApi(Access(kubernetes), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWorkerExecutor>(provider => new DeploymentWorkers(
            provider.GetRequiredService<ClusterApi>(), kubernetes.Deployment, SlotsOf(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWorkerExecutor>(provider => new JobWorkers(provider.GetRequiredService<ClusterApi>(), kubernetes.Deployment, SlotsOf(provider)));
    }

    private static int SlotsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<ScalingOptions>>().Value.SlotsPerWorker;

    private static ClusterAccess Access(KubernetesOptions options)
    {
        var api = options.ApiUrl is { } url ? new Uri(url) : new UriBuilder("https", options.ServiceHost, options.ServicePort).Uri;
        return new ClusterAccess(
            api, options.Namespace ?? Mounted("namespace", File.ReadAllText)?.Trim() ?? "default",
            options.TokenFile ?? Mounted("token", path => path), options.AuthorityFile ?? Mounted("ca.crt", path => path));
    }

    private static string? Mounted(string name, Func<string, string> read) =>
        Path.Combine(ClusterAccess.ServiceAccount, name) is var path && File.Exists(path) ? read(path) : null;

    /// <summary>This program again, whether it was started by the runtime (<c>dotnet matinee.dll</c>) or by itself.</summary>
    private static WorkerLaunch Launch(IConfiguration configuration)
    {
        var program = Environment.ProcessPath ?? "/usr/bin/dotnet";
        var assembly = Assembly.GetExecutingAssembly().Location;
        var environment = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && (Inherited.Contains(name) || name.StartsWith("DOTNET_", StringComparison.Ordinal)))
                environment[name] = value;
        }

        foreach (var setting in configuration.GetSection("Worker").GetChildren().Where(s => s is { Value: { }, Key: not ("Slots" or "Name") }))
            environment[$"MATINEE__WORKER__{setting.Key.ToUpperInvariant()}"] = setting.Value ?? "";
        return new WorkerLaunch(program, Path.GetFileNameWithoutExtension(program) == "dotnet" ? [assembly] : [], environment.ToImmutable());
    }
}
