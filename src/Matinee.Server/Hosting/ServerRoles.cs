using Matinee.App.Accounts;
using Matinee.App.Dispatch;
using Matinee.App.Fleet;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Limits;
using Matinee.App.Moderation;
using Matinee.App.Nodes;
using Matinee.App.Nodes.Forwarding;
using Matinee.App.Pages;
using Matinee.App.Playback;
using Matinee.App.Rooms;
using Matinee.App.Scaling;
using Matinee.App.Streams;
using Matinee.App.Transcoding;
using Matinee.App.Uploads;
using Matinee.App.Workers;
using Matinee.Realtime;
using Matinee.Server.Configuration;
using Matinee.Server.Reference;

namespace Matinee.Server.Hosting;

/// <summary>What a process can be asked to do, and the features that make it up.</summary>
internal sealed class ServerRoles(ServerOptions options, IConfiguration configuration)
{
    private readonly string[] _names = options.Roles.Split(',');

    private bool Api => _names.Contains("api");

    private bool Coordinator => _names.Contains("coordinator");

    private bool Worker => _names.Contains("worker");

    private bool Web => _names.Contains("web");

    /// <summary>Only who advances jobs and answers workers may start some.</summary>
    public bool StartsWorkers => Coordinator && Api;

    /// <summary>Null when the roles make sense together, else the reason why not.</summary>
    public string? Refusal => Web && !Api ? "web needs api: the pages call it" : null;

    /// <summary>Registers the features, in the order in which one leans on another.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddHttp();
        services.AddNodeEntry();
        services.AddCluster();
        services.AddLimits();
        services.AddAccounts();
        services.AddLibrary();
        services.AddUploads();
        services.AddFleet();
        services.AddTranscoding();
        services.AddDispatch();
        if (Coordinator)
            services.AddCoordination();
        if (Worker)
            services.AddWorkers();
        services.AddScaling();
        if (Coordinator)
            services.AddScalingLoop();
        services.AddStreams();
        services.AddPlayback();
        services.AddStreamPlayback();
        services.AddModeration();
        services.AddRooms();
        services.AddRealtime(realtime => realtime.Read(configuration, options.Node)).UseRooms().UseConfiguredBroker(configuration);
        services.AddReference();
        if (Web)
            services.AddPages();
    }

    /// <summary>The order of the pipeline is a contract of <see cref="HttpPipeline"/>.</summary>
    public void MapTo(WebApplication app)
    {
        app.UseHttp();
        app.UseLimits();
        app.UseLeader();
        app.UseAccounts();
        app.UseModeration();
        app.UseRequestTimeouts();
        if (Api)
            MapApi(app);
        if (Web)
            app.MapPages();
    }

    private void MapApi(WebApplication app)
    {
        app.MapAccounts();
        app.MapCluster();
        app.MapLibrary();
        app.MapUploads();
        app.MapFleet();
        app.MapTranscoding();
        app.MapDispatch();
        app.MapScaling();
        app.MapStreams();
        app.MapPlayback();
        app.MapModeration();
        app.MapRooms();
        app.MapRealtime(api => api.RequireAuthorization(Policies.Admin));
        app.MapReference(Web);
    }
}
