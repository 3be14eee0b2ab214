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
        return services;
    }
}
