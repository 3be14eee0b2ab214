using Matinee.App.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Moderation;

/// <summary>What may be said on this site.</summary>
public static class Moderation
{
    public static IServiceCollection AddModeration(this IServiceCollection services)
    {
        services.AddOptions<ModerationOptions>().BindConfiguration(ModerationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ModerationOptions>, ModerationOptionsValidator>();
        services.AddSingleton<IMessageRule, LengthRule>().AddSingleton<IMessageRule, MarkupRule>().AddSingleton<IMessageRule, WordRule>();
        services.AddSingleton<IMessageRule, LinkRule>().AddSingleton<IMessageRule, SpamRule>().AddSingleton<IMessageRule, SizeRule>();
        services.AddSingleton(provider => new MessageRules(provider.GetServices<IMessageRule>()));
        EntityIds.Register<ReportId>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ModerationJson.Default));
        services.AddSingleton<ReportStore>().AddSingleton<AuditStore>().AddSingleton<SiteSettingStore>();
        services.AddSingleton<FilterSetting>().AddSingleton<ISiteSetting>(provider => provider.GetRequiredService<FilterSetting>());
        services.AddSingleton<SiteSettings>().AddHostedService(provider => provider.GetRequiredService<SiteSettings>());
        return services;
    }

    /// <summary>After the callers are known.</summary>
    public static IApplicationBuilder UseModeration(this IApplicationBuilder app) => app.UseMiddleware<AuditTrail>();

    public static IEndpointRouteBuilder MapModeration(this IEndpointRouteBuilder routes)
    {
        ModerationEndpoints.Map(routes);
        return routes;
    }
}
