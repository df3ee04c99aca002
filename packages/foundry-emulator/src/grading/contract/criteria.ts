/** A message to a judge or a sampled model, with variables in its texts. */
export interface TemplateMessage {
  readonly role: string;
  readonly content: TemplateContent;
}

export type TemplateContent = string | TemplatePart | readonly (string | TemplatePart)[];

export interface TemplatePart {
  readonly type: string;
  readonly text?: string;
  readonly image_url?: string;
  readonly detail?: string;
}

interface Named {
  readonly name: string;
}

export interface StringCheck extends Named {
  readonly type: 'string_check';
  readonly input: string;
  readonly operation: 'eq' | 'ne' | 'like' | 'ilike';
  readonly reference: string;
}

export type TextMetric =
  | 'cosine'
  | 'fuzzy_match'
  | 'bleu'
  | 'gleu'
  | 'meteor'
  | 'rouge_1'
  | 'rouge_2'
  | 'rouge_3'
  | 'rouge_4'
  | 'rouge_5'
  | 'rouge_l';

export interface TextSimilarity extends Named {
  readonly type: 'text_similarity';
  readonly evaluation_metric: TextMetric;
  readonly input: string;
  readonly reference: string;
  readonly pass_threshold?: number;
}

export interface PythonGrader extends Named {
  readonly type: 'python';
  readonly source: string;
  readonly image_tag?: string;
  readonly pass_threshold?: number;
}

export interface LabelModel extends Named {
  readonly type: 'label_model';
  readonly model: string;
  readonly input: readonly TemplateMessage[];
  readonly labels: readonly string[];
  readonly passing_labels: readonly string[];
}

export interface ScoreModel extends Named {
  readonly type: 'score_model';
  readonly model: string;
  readonly input: readonly TemplateMessage[];
  readonly range?: readonly number[];
  readonly pass_threshold?: number;
  readonly sampling_params?: {
    /** Spelled as in the reference. */
    readonly max_completions_tokens?: number | null;
    readonly reasoning_effort?: string | null;
    readonly seed?: number | null;
    readonly temperature?: number | null;
    readonly top_p?: number | null;
  };
}

export interface MultiGrader extends Named {
  readonly type: 'multi';
  /** Graders by name, as a list, or, as in the reference, a single one. */
  readonly graders: Grader | readonly Grader[] | Readonly<Record<string, Grader>>;
  readonly calculate_output: string;
  readonly pass_threshold?: number;
}

export interface AzureEvaluator extends Named {
  readonly type: 'azure_ai_evaluator';
  readonly evaluator_name: string;
  readonly evaluator_version?: string;
  readonly data_mapping?: Readonly<Record<string, string>>;
  readonly initialization_parameters?: Readonly<Record<string, unknown>>;
}

/** A grader of the OpenAI family: of an eval, of reinforcement fine-tuning, or in a multi grader. */
export type Grader = StringCheck | TextSimilarity | PythonGrader | LabelModel | ScoreModel | MultiGrader;

/** A testing criterion of an eval. */
export type Criterion = Grader | AzureEvaluator;
