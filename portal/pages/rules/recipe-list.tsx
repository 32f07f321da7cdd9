/** Recipes to begin with, one card each. */
import Button from '@cloudscape-design/components/button'
import { type MessageId, useText } from '../../language.tsx'
import { RECIPES } from './recipes.ts'

export default function RecipeList({ onTake }: { onTake: (text: string) => void }) {
  const t = useText()
  return (
    <ul className="recipes">
      {RECIPES.map(({ name, text }) => {
        const title = t(`recipe.${name}` as MessageId)
        return (
          <li key={name} className="card">
            <h3>{title}</h3>
            <p className="quiet">{t(`recipe.${name}.text` as MessageId)}</p>
            <Button ariaLabel={t('rules.recipe.take', { title })} onClick={() => onTake(text)}>
              {t('rules.recipe.insert')}
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
